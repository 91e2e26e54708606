import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.errors import ModelError
from bot.engines.hub import HuggingFaceHub
from bot.engines.model_folder import INDEX
from bot.engines.model_record import RECORD
from bot.engines.store import ModelStore
from tests.engines.fake_hub import COMMIT, FakeHub, serve
from tests.engines.model_folders import a_model, model_files

FILES = {"model_index.json": b"{}", "unet/model.safetensors": bytes(range(256)) * 400}


@pytest.fixture
def remote(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    # The diffusion engine's tests, in the same process, put huggingface_hub into its offline mode.
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    monkeypatch.delenv("HF_TOKEN", raising=False)
    with serve(FakeHub(repository="shop/mine", files=dict(FILES))) as hub:
        yield hub


def test_a_snapshot_lists_files_with_sizes_and_hashes(remote: FakeHub) -> None:
    snapshot = HuggingFaceHub(endpoint=remote.endpoint).snapshot("shop/mine", "main")
    assert snapshot.commit == COMMIT
    index, weights = snapshot.files
    assert (index.name, index.size_bytes, index.sha256) == ("model_index.json", 2, None)
    assert weights.size_bytes == 256 * 400
    assert weights.sha256 == hashlib.sha256(FILES[weights.name]).hexdigest()


def test_a_file_is_fetched_once_and_its_bytes_are_counted(remote: FakeHub, tmp_path: Path) -> None:
    hub = HuggingFaceHub(endpoint=remote.endpoint)
    snapshot = hub.snapshot("shop/mine", "main")
    counts: list[int] = []
    hub.fetch(snapshot, "unet/model.safetensors", tmp_path, counts.append)
    assert (tmp_path / "unet/model.safetensors").read_bytes() == FILES["unet/model.safetensors"]
    assert sum(counts) == 256 * 400
    before = len(remote.asked)
    hub.fetch(snapshot, "unet/model.safetensors", tmp_path, counts.append)
    assert len(remote.asked) == before
    assert sum(counts) == 256 * 400


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        ((401, "GatedRepo"), "model_gated"),
        ((403, "GatedRepo"), "model_gated"),
        ((401, "RepoNotFound"), "model_not_found"),
        ((404, "RepoNotFound"), "model_not_found"),
        ((404, "RevisionNotFound"), "model_not_found"),
        ((500, ""), "hub_unreachable"),
        ((429, ""), "hub_unreachable"),
    ],
)
def test_a_refusal_becomes_a_sentence(remote: FakeHub, refusal: tuple[int, str], code: str) -> None:
    remote.refuse = refusal
    with pytest.raises(ModelError) as caught:
        HuggingFaceHub(endpoint=remote.endpoint).snapshot("shop/mine", "main")
    assert caught.value.code == code
    assert "http" not in caught.value.reply


def test_no_network_is_said_at_once(remote: FakeHub) -> None:
    with serve(FakeHub(repository="shop/mine", files={})) as gone:
        pass
    with pytest.raises(ModelError) as caught:
        HuggingFaceHub(endpoint=gone.endpoint).snapshot("shop/mine", "main")
    assert caught.value.code == "hub_unreachable"


def test_a_file_that_is_not_there_is_an_error(remote: FakeHub, tmp_path: Path) -> None:
    hub = HuggingFaceHub(endpoint=remote.endpoint)
    snapshot = hub.snapshot("shop/mine", "main")
    with pytest.raises(ModelError) as caught:
        hub.fetch(snapshot, "vae/config.json", tmp_path, lambda count: None)
    assert caught.value.code == "model_not_found"


def test_a_file_that_ends_early_is_not_kept(remote: FakeHub, tmp_path: Path) -> None:
    remote.lies["model_index.json"] = b"{"
    hub = HuggingFaceHub(endpoint=remote.endpoint)
    snapshot = hub.snapshot("shop/mine", "main")
    with pytest.raises(ModelError) as caught:
        hub.fetch(snapshot, "model_index.json", tmp_path, lambda count: None)
    assert caught.value.code == "hub_unreachable"
    assert not (tmp_path / "model_index.json").exists()


def test_the_store_pulls_a_model_through_it(remote: FakeHub, tmp_path: Path) -> None:
    remote.files = model_files()
    store = ModelStore(tmp_path, HuggingFaceHub(endpoint=remote.endpoint))
    seen: list[tuple[int, int]] = []
    folder = store.pull(a_model(), lambda done, total: seen.append((done, total)))
    assert store.state_of(a_model()).commit == COMMIT
    assert {path.name for path in folder.iterdir() if path.is_file()} == {INDEX, RECORD}
    assert seen[-1][0] == seen[-1][1] == sum(len(data) for data in remote.files.values())
