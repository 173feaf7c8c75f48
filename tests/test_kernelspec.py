"""The kernel PTCE is registered with its provisioner, by which kernels are forked."""

import json
import sys

import pytest

from ptce_helpers import kernelspec
from ptce_helpers.errors import RunError


def test_kernel_is_registered_with_its_provisioner(tmp_path):
    written = json.loads(kernelspec.register(tmp_path).read_text(encoding="utf-8"))
    assert written["metadata"]["kernel_provisioner"] == {"provisioner_name": "ptce-warm"}
    assert written["argv"] == [sys.executable, "-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    assert written["display_name"] == "PTCE"


def test_provisioner_of_the_kernel_is_an_entry_point_of_the_project():
    from importlib.metadata import entry_points

    (found,) = entry_points(group="jupyter_client.kernel_provisioners", name=kernelspec.PROVISIONER)
    assert found.value == "ptce_helpers.kernels:WarmProvisioner"


@pytest.mark.parametrize("registered", [None, {}])
def test_missing_or_ordinary_kernel_is_told_with_the_way_out(tmp_path, monkeypatch, registered):
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    monkeypatch.setattr(kernelspec, "NAME", "ptce-elsewhere")  # a name that the environment itself does not have
    if registered is not None:
        path = kernelspec.register(tmp_path / "env")
        spec = json.loads(path.read_text(encoding="utf-8")) | {"metadata": registered}
        target = tmp_path / "kernels" / "ptce-elsewhere" / "kernel.json"
        target.parent.mkdir(parents=True)
        target.write_text(json.dumps(spec), encoding="utf-8")
    with pytest.raises(RunError, match="(?s)not registered here.*python -m ptce_helpers.kernelspec"):
        kernelspec.require()


def test_kernel_of_this_environment_is_the_one_that_is_wanted():
    kernelspec.require()
