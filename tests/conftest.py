"""Every test runs offline, on one thread, as fast as the machine allows."""

import os

os.environ |= {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false", "OMP_NUM_THREADS": "1", "SER_WORKERS": "1"}
