"""One ONNX Runtime session for every network: on this machine's processor, with as many threads as told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

ERRORS_ONLY: Final = 3


def session(weights: bytes, *, threads: int = 1) -> InferenceSession:
    """Return a session for the bytes of an ONNX file."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # it keeps a plan for each size, and pages have any
    options.log_severity_level = ERRORS_ONLY
    return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
