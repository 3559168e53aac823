#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Converts a checkpoint that PyTorch has pickled into safetensors.

    python3 convert_checkpoint.py CHECKPOINT OUT.safetensors [--key KEY] [--trust]

Takes what RCDD (Lightning's .ckpt, "state_dict"), SynDiff (content.pth: a dictionary for each
network), CUT, pix2pix and CycleGAN (a plain state dict, .pth) and most others write: every tensor
that lies in nested dictionaries or modules, under its names joined by dots. What is no tensor, and
the optimisers' state, is left out. --key takes one part only, such as state_dict or
gen_diffusive_1_dict.

A pickle is a program. PyTorch from 1.13 on can read tensors alone (weights_only=True), which this
script uses; where that fails or is missing it stops, unless --trust says that the file comes from
somebody you trust: reading it then runs whatever it holds.

Needs torch and safetensors (pip install torch safetensors). Then:

    transpine weights info OUT.safetensors
    transpine weights import OUT.safetensors RUN_FOLDER
"""
import argparse
import inspect
import sys
from collections.abc import Mapping

LEFT_OUT = ("optimizer", "lr_scheduler", "callbacks", "loops", "hyper_parameters")


def load(torch, path, trust):
    takes_weights_only = "weights_only" in inspect.signature(torch.load).parameters
    if takes_weights_only:
        try:
            return torch.load(path, map_location="cpu", weights_only=True)
        except Exception as error:  # Which type it is differs between versions.
            if not trust:
                sys.exit(f"{path} holds more than tensors ({error}).\nReading it would run "
                         "programs that it may hold: use --trust only where you trust its maker.")
    elif not trust:
        sys.exit(f"torch {torch.__version__} cannot read tensors alone, so that reading {path} "
                 "would run\nprograms that it may hold: use torch 1.13 or newer, or --trust where "
                 "you trust its maker.")
    print(f"warning: reading {path} runs the program in it", file=sys.stderr)
    # From torch 2.6 on the safe way is the default.
    return torch.load(path, map_location="cpu",
                      **({"weights_only": False} if takes_weights_only else {}))


def tensors_in(torch, value, name=""):
    if isinstance(value, torch.nn.Module):
        value = value.state_dict()
    if isinstance(value, torch.Tensor):
        yield name, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if not name and str(key).startswith(LEFT_OUT):
                continue
            yield from tensors_in(torch, item, f"{name}.{key}" if name else str(key))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("checkpoint")
    parser.add_argument("out")
    parser.add_argument("--key", help="the part of the checkpoint to take, e.g. state_dict")
    parser.add_argument("--trust", action="store_true", help="run what the file may hold")
    arguments = parser.parse_args()
    try:
        import torch
        from safetensors.torch import save_file
    except ImportError as missing:
        sys.exit(f"{missing.name} is missing: pip install torch safetensors")

    content = load(torch, arguments.checkpoint, arguments.trust)
    if isinstance(content, Mapping):
        key = arguments.key or ("state_dict" if "state_dict" in content else None)
        if key and key not in content:
            sys.exit(f"{arguments.checkpoint} has no {key}; it has {', '.join(map(str, content))}")
        content = content[key] if key else content
    # Each tensor with memory of its own: networks may share some, which the format does not allow.
    tensors = {name: tensor.detach().contiguous().clone()
               for name, tensor in tensors_in(torch, content)}
    if not tensors:
        sys.exit(f"{arguments.checkpoint} holds no tensors")
    save_file(tensors, arguments.out, metadata={"format": "pt"})
    print(f"wrote {len(tensors)} tensors to {arguments.out}")


if __name__ == "__main__":
    main()
