#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What bench_augmentation.cpp does, in the reference's way on one core: augmentation.py SECONDS.

The elastic deformation by the package elasticdeform, or where it is missing by scipy's
map_coordinates; slices from compressed archives, one each, jittered by the arithmetic of
torchvision, padded, cropped and flipped; patches of volumes that lie in memory. Prints a line for
each part whose packages are there (numpy with torch; scipy, elasticdeform)."""
import json
import os
import random
import sys
import tempfile
import time

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np

SLICES, ROWS, COLUMNS = 12, 300, 240


def rate(what, unit, seconds, amount, call):
    call()  # Warm-up.
    best, begin = 1e9, time.perf_counter()
    while time.perf_counter() - begin < seconds:
        start = time.process_time()
        call()
        best = min(best, time.process_time() - start)
    print(json.dumps({"language": "python", "what": what, "unit": unit, "rate": amount / best}),
          flush=True)


def strength():
    """Deviation and control points of section 6.2."""
    sigma = 2 + 2.5 * random.random()
    for below, most in ((2.1, 15), (2.3, 14), (2.5, 13), (2.6, 12), (2.7, 11), (2.8, 10), (3, 9),
                        (3.5, 8), (4, 7), (4.3, 6), (9, 5)):
        if sigma < below:
            return 0.8 * sigma, round(0.8 * random.randint(3, most))


def deform_by_package(images, orders):
    import elasticdeform
    sigma, points = strength()
    padded = [np.pad(image, 10, mode="reflect") for image in images]
    return elasticdeform.deform_random_grid(padded, sigma=sigma, points=points, order=orders)


def deform_by_scipy(images, orders):
    from scipy import ndimage
    sigma, points = strength()
    padded = [np.pad(image, 10, mode="reflect") for image in images]
    shape = padded[0].shape
    at = np.meshgrid(*(np.linspace(0, points - 1, n) for n in shape), indexing="ij")
    places = []
    for axis, n in enumerate(shape):
        control = np.random.normal(0, sigma, (points,) * 3)
        shift = ndimage.map_coordinates(control, at, order=3, mode="mirror")
        index = np.arange(n).reshape([-1 if i == axis else 1 for i in range(3)])
        places.append(index + shift)
    return [ndimage.map_coordinates(image, places, order=order, mode="constant")
            for image, order in zip(padded, orders)]


def bench_elastic(seconds):
    images = [np.random.uniform(0, 400, (SLICES, ROWS, COLUMNS)).astype(np.float32),
              np.random.uniform(-1000, 1000, (SLICES, ROWS, COLUMNS)).astype(np.float32),
              np.random.randint(0, 20, (SLICES, ROWS, COLUMNS)).astype(np.uint8)]
    amount = 1e-6 * SLICES * ROWS * COLUMNS
    for name, deform in (("elasticdeform", deform_by_package), ("scipy", deform_by_scipy)):
        try:
            deform([image[:2] for image in images], [3, 3, 0])
        except ImportError:
            continue
        rate("elastic deformation (%s)" % name, "Mvoxel/s", seconds, amount,
             lambda: deform(images, [3, 3, 0]))


def bench_samples(seconds):
    import torch
    from torch.nn import functional as F
    torch.set_num_threads(1)

    def brightness(mr):
        return (mr * random.uniform(0.8, 1.2)).clamp(0, 1)

    def contrast(mr):
        factor, mean = random.uniform(0.8, 1.2), mr.mean(dim=(-3, -2, -1), keepdim=True)
        return (factor * mr + (1 - factor) * mean).clamp(0, 1)

    with tempfile.TemporaryDirectory() as folder:
        files = []
        for i in range(8):
            files.append(os.path.join(folder, "%d.npz" % i))
            # Rounded to five decimals, as the reference keeps its slices.
            np.savez_compressed(
                files[-1], CT=np.random.rand(ROWS, COLUMNS).astype(np.float32).round(5),
                T2=np.random.rand(ROWS, COLUMNS).astype(np.float32).round(5),
                SG=np.random.randint(0, 20, (ROWS, COLUMNS)).astype(np.uint8))

        def slice_sample(file):
            with np.load(file) as archive:
                ct, mr = (torch.from_numpy(archive[key])[None] for key in ("CT", "T2"))
            for change in random.sample((brightness, contrast), 2):
                mr = change(mr)
            both = torch.cat([mr, ct])
            high, wide = (max(256 - side, 0) for side in both.shape[1:])
            both = F.pad(both, (wide // 2, wide - wide // 2, high // 2, high - high // 2))
            top = random.randint(0, both.shape[1] - 256)
            left = random.randint(0, both.shape[2] - 256)
            both = both[:, top:top + 256, left:left + 256]
            if random.random() < 0.5:
                both = both.flip(-1)
            return both * 2 - 1

        rate("slices", "samples/s", seconds, 8,
             lambda: torch.stack([slice_sample(file) for file in files]))

    volumes = [torch.rand(2, 48, ROWS, COLUMNS) for _ in range(8)]

    def volume_sample(volume):
        sides = volume.shape[1:]
        ramps = torch.stack(torch.meshgrid(*(torch.linspace(0, 1, n) for n in sides),
                                           indexing="ij"))
        both = torch.cat([volume, ramps])
        begin = [random.randint(0, n - p) for n, p in zip(sides, (32, 128, 128))]
        patch = both[:, begin[0]:begin[0] + 32, begin[1]:begin[1] + 128, begin[2]:begin[2] + 128]
        patch = patch.clone()
        patch[:1] = contrast(brightness(patch[:1])) * 2 - 1
        if random.random() < 0.25:
            patch = patch.flip(random.choice((-1, -2)))
        return patch

    rate("volumes", "samples/s", seconds, 8,
         lambda: torch.stack([volume_sample(volume) for volume in volumes]))


def main():
    seconds = float(sys.argv[1])
    bench_elastic(seconds)
    try:
        bench_samples(seconds)
    except ImportError:
        pass


if __name__ == "__main__":
    main()
