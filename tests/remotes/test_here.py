"""What is wrong on this side is found by push and pull, told, and healed; nothing of a person's is thrown away."""

import shutil
from contextlib import suppress

import places
from cloned import flipped, object_of, spoil


def test_a_byte_that_changed_in_the_working_tree_is_replaced_and_the_file_kept_aside(alone):
    right = alone.held()
    alone.ser("push")
    spoil(alone.folder / "texts/3.txt")
    spoil(alone.folder / "model.bin")
    found = alone.held()
    told = alone.ser("pull")

    assert alone.held() == right
    for out in ("texts", "model.bin"):
        assert f"{out}: other bytes than dvc.lock names; replaced" in told
    aside = {path.name.split(".")[0]: path for path in (alone.folder / ".scratch/replaced").iterdir()}
    assert aside["model"].read_bytes() == next(value for path, value in found.items() if path.name == "model.bin")
    assert flipped((aside["texts"] / "3.txt").read_bytes()) == (alone.folder / "texts/3.txt").read_bytes()


def test_a_byte_that_changed_in_the_cache_is_thrown_out_and_brought_anew(alone):
    alone.ser("push")
    name = object_of(alone, "model.bin")
    cached = alone.folder / ".dvc/cache" / name
    right = cached.read_bytes()
    spoil(cached)
    (alone.folder / "model.bin").unlink()

    assert "model.bin: the cache held other bytes than dvc.lock names; thrown out" in alone.ser("pull")
    assert cached.read_bytes() == (alone.folder / "model.bin").read_bytes() == right


def test_what_is_spoiled_in_the_cache_is_not_pushed(alone):
    spoil(alone.folder / ".dvc/cache" / object_of(alone, "model.bin"))
    (alone.folder / "model.bin").unlink()
    told = alone.ser("push", fails=True)

    assert "model.bin: the cache held other bytes" in told
    assert "dvc.lock names what is neither in it nor here" in told
    assert "which model made" in told
    assert object_of(alone, "model.bin") not in alone.place.names()
    alone.run("dvc", "repro")
    alone.ser("push")
    assert object_of(alone, "model.bin") in alone.place.names()


def test_an_emptied_cache_is_filled_from_the_working_tree_before_a_push(alone, tmp_path):
    shutil.rmtree(alone.folder / ".dvc/cache")
    alone.ser("push")
    other = alone.another(tmp_path / "other")
    other.ser("pull")

    assert other.held() == alone.held()


def test_a_push_from_a_clone_that_has_nothing_fails_and_names_what_is_missing(alone, tmp_path):
    other = alone.another(tmp_path / "other")
    told = other.ser("push", fails=True)

    assert all(out in told for out in ("texts", "model.bin", "given.csv"))
    assert not alone.place.names()


def test_an_object_cut_short_in_the_remote_is_sent_again_by_a_plain_push(alone, tmp_path):
    alone.ser("push")
    name = object_of(alone, "model.bin")
    whole = alone.place.read(name)
    alone.place.write(name, whole[:1000])
    alone.ser("push")

    assert alone.place.read(name) == whole


def test_a_full_disk_here_is_told_and_nothing_is_lost(alone, tmp_path):
    alone.ser("push")
    with places.mounted(tmp_path / "small"):
        other = alone.another(tmp_path / "small/other")
        ballast = tmp_path / "small/ballast"
        with suppress(OSError), ballast.open("wb", buffering=0) as stream:
            while True:
                stream.write(bytes(4096))
        assert "the disk here is full" in other.ser("pull", fails=True)
        ballast.unlink()
        other.ser("pull")
        assert other.held() == alone.held()


def test_a_metric_changed_by_hand_is_told_and_git_heals_it(alone):
    alone.ser("push")
    (alone.folder / "metrics/lines.json").write_text('{"lines": 1}\n')

    assert "metrics/lines.json" in alone.ser("pull", fails=True)
    alone.run("git", "checkout", "metrics")
    alone.ser("pull")


def test_no_remote_and_nothing_run_say_what_to_do(alone, tmp_path):
    alone.run("dvc", "remote", "remove", "store")
    assert "`ser remote add URL`" in alone.ser("push", fails=True)
    (alone.folder / "dvc.lock").unlink()
    (alone.folder / "given.csv.dvc").unlink()
    assert "nothing has been run here" in alone.ser("pull", fails=True)


def test_results_of_an_earlier_run_come_back_in_another_clone_instead_of_being_made_again(alone, tmp_path):
    alone.work(2001)
    alone.work(2002)
    alone.ser("push")
    other = alone.another(tmp_path / "other")
    other.ser("pull")
    (other.folder / "start.txt").write_text("2001\n")
    told = other.run("dvc", "repro", "--pull")

    assert told.count("is cached - skipping run") == 2
    assert "Running stage" not in told


def test_a_damaged_note_of_a_run_is_left_out_by_who_pulls_and_sent_again_by_who_has_it(alone, tmp_path):
    alone.ser("push")
    [note, _] = sorted(name for name in alone.place.names() if name.startswith("runs/"))
    whole = alone.place.read(note)
    alone.place.write(note, whole[: len(whole) // 2])
    other = alone.another(tmp_path / "other")

    assert "1 damaged ones were left out" in other.ser("pull")
    assert not (other.folder / ".dvc/cache" / note).exists()
    alone.ser("push")
    assert alone.place.read(note) == whole


def test_a_listing_that_is_spoiled_in_the_cache_comes_back_from_the_working_tree(alone, tmp_path):
    spoil(alone.folder / ".dvc/cache" / object_of(alone, "texts"))
    alone.ser("push")
    other = alone.another(tmp_path / "other")
    other.ser("pull")

    assert other.held() == alone.held()


def test_what_was_imported_comes_from_the_project_that_has_it_and_is_not_pushed_twice(alone, tmp_path):
    alone.ser("push")
    maker = alone.copy(tmp_path / "maker")
    maker.work(2001)
    maker.ser("push")
    alone.run("dvc", "import", "-q", str(maker.folder), "model.bin", "-o", "borrowed.bin")
    alone.commit("a model of others")
    assert "9 objects are named, 0 sent" in alone.ser("push")

    other = alone.another(tmp_path / "other")
    other.ser("pull")
    assert (other.folder / "borrowed.bin").read_bytes() == (maker.folder / "model.bin").read_bytes()


def test_a_profile_and_the_root_push_and_pull_each_its_own(alone, tmp_path):
    home = alone.folder / "profiles/other"
    home.mkdir(parents=True)
    for name in ("dvc.yaml", "start.txt"):
        shutil.copy(alone.folder / name, home)
    (home / "metrics").mkdir()
    (home / ".gitignore").write_text("/texts\n/model.bin\n")
    (home / "start.txt").write_text("1999\n")
    alone.commit("a profile that never ran")
    alone.ser("push")
    profile = type(alone)(home, alone.place)
    assert "nothing has been run here" in profile.ser("push", fails=True)

    profile.run("dvc", "repro")
    alone.commit("it ran")
    assert "9 objects are named, 0 sent" in alone.ser("push")
    assert "8 objects are named" in profile.ser("push")
    other = alone.another(tmp_path / "other")
    other.ser("pull")
    assert not (other.folder / ".dvc/cache" / object_of(profile, "model.bin")).exists()
    type(alone)(other.folder / "profiles/other", alone.place).ser("pull")
    assert (other.folder / "profiles/other/model.bin").read_bytes() == (home / "model.bin").read_bytes()
