"""What every trainer of TRL here is configured with: nothing but learning, and nothing written or said on the way."""

from typing import Any

import torch

from ser.policy.job import Job


def arguments(job: Job) -> dict[str, Any]:
    return {
        "output_dir": str(job.work / "trl"),
        "seed": job.rng_seed,
        "learning_rate": job.how.learning_rate,
        "lr_scheduler_type": "constant",
        "weight_decay": 0.0,
        "max_grad_norm": 1.0,
        "remove_unused_columns": False,
        "save_strategy": "no",
        "report_to": [],
        "disable_tqdm": True,
        "use_cpu": not torch.cuda.is_available(),
        "bf16": False,
        "gradient_checkpointing": False,
        "dataloader_pin_memory": False,
    }
