"""The file of a backup: whole or not used."""

import errno
import io
import json
import stat
import tarfile

import pytest

from jiangang.config.keeping.archive import extract, writing
from jiangang.config.supervision.trouble import Trouble


@pytest.fixture
def archive(tmp_path):
    documents = tmp_path / "documents"
    (documents / "ab").mkdir(parents=True)
    (documents / "ab" / "one").write_bytes(b"first" * 1000)
    (documents / "two").write_bytes(b"")
    with writing(tmp_path / "office.tar") as writer:
        assert writer.add_folder("documents", documents) == 2
        assert writer.add_folder("keys", tmp_path / "there is none") == 0
        writer.finish({"ledger": {"size": 3}})
    return tmp_path / "office.tar"


def test_what_goes_in_comes_out(archive, tmp_path):
    manifest = extract(archive, tmp_path / "out")
    assert manifest["ledger"] == {"size": 3}
    assert (tmp_path / "out" / "documents" / "ab" / "one").read_bytes() == b"first" * 1000
    assert (tmp_path / "out" / "documents" / "two").read_bytes() == b""


def test_only_its_owner_reads_it(archive):
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600


def test_a_file_is_never_overwritten(archive):
    before = archive.read_bytes()
    with pytest.raises(Trouble, match="never overwrites"), writing(archive):
        pass
    assert archive.read_bytes() == before


@pytest.mark.parametrize("length", [0, 1, 511, 512, 1000, 3000, 6000])
def test_a_file_cut_short_is_refused(archive, tmp_path, length):
    archive.write_bytes(archive.read_bytes()[:length])
    with pytest.raises(Trouble, match="no whole backup"):
        extract(archive, tmp_path / "out")


def test_a_changed_byte_is_found(archive, tmp_path):
    content = archive.read_bytes()
    archive.write_bytes(content.replace(b"firstfirst", b"firstFirst", 1))
    with pytest.raises(Trouble, match="SHA-256"):
        extract(archive, tmp_path / "out")


@pytest.mark.parametrize("name", ["/etc/passwd", "../outside", "documents/../../outside"])
def test_a_member_that_leads_outside_is_refused(tmp_path, name):
    path = tmp_path / "bad.tar"
    with tarfile.open(path, "w") as tar:
        member = tarfile.TarInfo(name)
        member.size = 1
        tar.addfile(member, io.BytesIO(b"x"))
    with pytest.raises(Trouble, match="no whole backup"):
        extract(path, tmp_path / "out")
    assert not (tmp_path / "outside").exists()


def test_a_link_is_refused(tmp_path):
    path = tmp_path / "bad.tar"
    with tarfile.open(path, "w") as tar:
        member = tarfile.TarInfo("keys/link")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(member)
    with pytest.raises(Trouble, match="no whole backup"):
        extract(path, tmp_path / "out")


def test_another_tar_is_refused(tmp_path):
    path = tmp_path / "other.tar"
    text = json.dumps({"format": "something else", "members": {}}).encode()
    with tarfile.open(path, "w") as tar:
        member = tarfile.TarInfo("manifest.json")
        member.size = len(text)
        tar.addfile(member, io.BytesIO(text))
    with pytest.raises(Trouble, match="no whole backup"):
        extract(path, tmp_path / "out")


def test_a_full_disk_is_told_and_nothing_stays(tmp_path):
    with pytest.raises(Trouble, match="is full"), writing(tmp_path / "office.tar"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert list(tmp_path.iterdir()) == []
