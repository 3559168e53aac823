#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What bench_evaluation.cpp does with scikit-image, SciPy, NumPy and surface-distance:
evaluation.py [CASES]. Prints the same JSON line. Slices without mask are left out here too, and
slices are shared among processes as C++ shares them among threads (--processes, 2)."""
import argparse
import json
import multiprocessing
import os
import resource
import sys
import time

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np
import scipy.ndimage
from skimage.metrics import structural_similarity

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "evaluation"))
from evaluation_metrics import ms_ssim, surface_distance, vifp

ndimage = scipy.ndimage
SIZE, SPACING = (64, 256, 256), (3.3, 1.0, 1.0)


def case(seed):
    """The formulas of evaluation_case.h."""
    i, j, k = np.meshgrid(*(np.arange(n, dtype=float) for n in SIZE), indexing="ij")

    def one(dy, dz, phase):
        z = k - 20 - dz
        vertebra = np.floor(z / 36).astype(int)
        height = z - 36 * vertebra - 15
        x, y = (i - 32) * 3.3, j - 110 - dy
        body = (np.abs(height) <= 13) & ((x / 24) ** 2 + (y / 19) ** 2 <= 1)
        arch = (np.abs(height + 2) <= 9) & ((x / 15) ** 2 + ((y - 42) / 22) ** 2 <= 1)
        known = (vertebra >= 0) & (vertebra <= 5)
        part = np.where(known & body, 50, np.where(known & arch, 41, 0))
        texture = (90 * np.sin(0.35 * j + 0.2 * i + phase + seed)
                   + 70 * np.cos(0.3 * k - 0.1 * j + phase))
        hu = np.where(part == 50, 350, np.where(part == 41, 600, 20)) + texture
        labels = np.where(part == 0, 0, np.where(vertebra == 0, 26, 25 - vertebra))
        return hu.astype(np.float32), labels.astype(np.uint8), part.astype(np.uint8)

    return one(1 + seed % 3, seed % 2, 0.3), one(0, 0, 0)


def grown(mask):
    """By 10 mm in each sagittal slice, whose pixels are of 1 mm."""
    cross = ndimage.generate_binary_structure(2, 1)
    return np.stack([ndimage.binary_dilation(s, cross, iterations=10) if s.any() else s
                     for s in mask])


def slice_figures(slices):
    x, y = slices
    mse = float(((x - y) ** 2).mean())
    ssim = structural_similarity(x, y, gaussian_weights=True, sigma=1.5,
                                 use_sample_covariance=False,
                                 data_range=max(np.ptp(x), np.ptp(y)))
    return float(np.abs(x - y).mean()), mse, 10 * np.log10(1 / mse), ssim, vifp(y, x)


def dice(a, b):
    return 2 * np.count_nonzero(a & b) / (np.count_nonzero(a) + np.count_nonzero(b))


def surface_figures(masks):
    a, b = masks
    d = surface_distance.compute_surface_distances(b, a, SPACING)
    mm = np.concatenate([d["distances_gt_to_pred"], d["distances_pred_to_gt"]])
    area = np.concatenate([d["surfel_areas_gt"], d["surfel_areas_pred"]])
    return (float(surface_distance.compute_robust_hausdorff(d, 95)),
            float((mm * area).sum() / area.sum()),
            float(surface_distance.compute_surface_dice_at_tolerance(d, 1.0)))


def mask_figures(predicted, reference, pool):
    labels = [label for label in np.unique(reference) if label]
    scores = [dice(predicted == label, reference == label) for label in labels]
    surfaces = pool.map(surface_figures,
                        [(predicted == label, reference == label) for label in labels])
    return dice(predicted > 0, reference > 0), np.mean(scores), np.mean(surfaces, axis=0)


def figures_of(made, pool):
    (image, predicted, predicted_part), (reference, labels, part) = made
    inside = grown(labels > 0)
    a, b = (np.where(inside, np.clip((v.astype(float) + 1000) / 2000, 0, 1), 0)
            for v in (image, reference))
    per_slice = pool.map(slice_figures, [(a[s], b[s]) for s in range(SIZE[0]) if inside[s].any()])
    l1, mse, psnr, ssim, vif = (float(v) for v in np.mean(per_slice, axis=0))
    difference = np.abs(image.astype(float) - reference)
    overall, mean, surfaces = mask_figures(predicted, labels, pool)
    arches = [np.where((p >= 41) & (p <= 48), m, 0)
              for m, p in ((predicted, predicted_part), (labels, part))]
    posterior, _, posterior_surfaces = mask_figures(*arches, pool)
    return {"l1": l1, "mse": mse, "psnr_db": psnr, "ssim": ssim, "vifp": vif,
            "ms_ssim": ms_ssim(image.astype(float), reference.astype(float), inside),
            "mae_hu": float(difference[inside].mean()),
            "mae_volume_hu": float(difference.mean()),
            "dice": overall, "dice_mean_vertebra": float(mean), "dice_posterior": posterior,
            **{name: float(v) for name, v in zip(("hd95_mm", "assd_mm", "nsd"), surfaces)},
            **{name: float(v) for name, v in zip(("hd95_posterior_mm", "assd_posterior_mm",
                                                  "nsd_posterior"), posterior_surfaces)}}


def processor_s():
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, (
        resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("cases", type=int, nargs="?", default=3)
    arguments.add_argument("--processes", type=int, default=2)
    chosen = arguments.parse_args()
    made = [case(seed) for seed in range(min(3, chosen.cases))]
    before = processor_s()
    with multiprocessing.Pool(chosen.processes) as pool:
        start = time.perf_counter()
        for index in range(chosen.cases):
            figures = figures_of(made[index % 3], pool)
            first = figures if index == 0 else first
        wall = time.perf_counter() - start
        pool.close()
        pool.join()
    print(json.dumps({"language": "python", "cases": chosen.cases, "threads": chosen.processes,
                      "wall_s": wall / chosen.cases,
                      "processor_s": (processor_s() - before) / chosen.cases,
                      "figures": first}))


if __name__ == "__main__":
    main()
