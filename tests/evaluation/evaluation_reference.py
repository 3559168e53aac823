#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints what scikit-image, SciPy and surface-distance say of inputs that are given by formulas:
evaluation_reference.py > data/evaluation_reference.json
Needs numpy, scipy, scikit-image and surface-distance (0.1)."""
import json
import sys
from importlib.metadata import version

import numpy as np
from scipy import stats
from skimage.metrics import structural_similarity

from evaluation_metrics import ms_ssim, ndimage, surface_distance, vifp
from surface_distance import lookup_tables


def indices(size):
    return np.meshgrid(*(np.arange(n, dtype=float) for n in size), indexing="ij")


# Formulas; tests/evaluation/reference_inputs.h has the same ones.

def ellipsoid(size, center, radii, ragged):
    """1 within the ellipsoid but for voxels with (7 i + 13 j + 29 k) mod `ragged` = 0."""
    i, j, k = indices(size)
    inside = sum(((x - c) / r) ** 2 for x, c, r in zip((i, j, k), center, radii)) <= 1
    if ragged:
        inside &= (7 * i + 13 * j + 29 * k) % ragged != 0
    return inside


def ct(size, shift):
    """HU from about -1300 to 1700: some beyond what metrics clip to."""
    i, j, k = indices(size)
    return (200 + 900 * np.sin(0.21 * i + 0.13 * j + shift) * np.cos(0.17 * k - 0.05 * j)
            + 600 * np.cos(0.4 * j + 0.3 * k + 2 * shift))


def surfaces():
    cases = []
    for size, spacing, a, b, tolerance in (
            ((30, 26, 20), (1.0, 1.0, 1.0), ((14, 12, 9), (9, 8, 6), 0), ((16, 13, 9), (9, 7, 6), 0), 1.0),
            ((30, 26, 14), (0.8, 1.1, 3.3), ((14, 12, 6), (9, 8, 4), 11), ((12, 14, 7), (8, 9, 4), 7), 2.0),
            ((20, 24, 18), (1.3, 0.9, 2.1), ((0, 0, 0), (9, 11, 8), 5), ((3, 2, 1), (9, 11, 8), 0), 1.5),
            ((24, 24, 24), (1.0, 1.7, 0.6), ((5, 5, 5), (4, 4, 4), 3), ((18, 18, 18), (4, 4, 4), 0), 1.0),
            ((9, 9, 9), (1.0, 1.0, 1.0), ((4, 4, 4), (0.5, 0.5, 0.5), 0), ((5, 4, 4), (0.5, 0.5, 0.5), 0), 0.5)):
        distances = surface_distance.compute_surface_distances(
            ellipsoid(size, *b), ellipsoid(size, *a), spacing)
        d = np.concatenate([distances["distances_gt_to_pred"], distances["distances_pred_to_gt"]])
        w = np.concatenate([distances["surfel_areas_gt"], distances["surfel_areas_pred"]])
        there, back = surface_distance.compute_average_surface_distance(distances)
        cases.append({
            "size": size, "spacing_mm": spacing, "tolerance_mm": tolerance,
            **{name: {"center": m[0], "radii": m[1], "ragged": m[2]}
               for name, m in (("predicted", a), ("reference", b))},
            "hd95_mm": surface_distance.compute_robust_hausdorff(distances, 95),
            "assd_mm": float((d * w).sum() / w.sum()),
            "mean_directed_mm": [float(there), float(back)],
            "nsd": float(surface_distance.compute_surface_dice_at_tolerance(distances, tolerance))})
    return cases


def surfel_areas():
    return [{"spacing_mm": s,
             "by_package_code": list(lookup_tables.create_table_neighbour_code_to_surface_area(s))}
            for s in ((1.0, 1.0, 1.0), (0.7, 1.3, 3.1))]


def dilated_in_slices(mask, steps):
    cross = ndimage.generate_binary_structure(2, 1)
    return np.stack([ndimage.binary_dilation(s, cross, iterations=steps) if steps else s
                     for s in mask])


def image_quality():
    cases = []
    for size, mask, steps in (
            ((6, 64, 72), ((2, 30, 40), (2.5, 6, 9), 0), 10),
            ((5, 120, 110), ((2, 8, 104), (2.5, 6, 9), 3), 10),
            ((5, 230, 200), ((2, 110, 96), (1.5, 12, 9), 0), 4),
            ((4, 70, 60), None, 0)):
        image, reference = ct(size, 0.1), ct(size, 0.0)
        inside = (dilated_in_slices(ellipsoid(size, *mask), steps) if mask
                  else np.ones(size, bool))
        a, b = (np.where(inside, np.clip((v + 1000) / 2000, 0, 1), 0) for v in (image, reference))
        per_slice = []
        for index in range(size[0]):
            if not inside[index].any():
                continue
            x, y = a[index], b[index]
            mse = float(((x - y) ** 2).mean())
            data_range = max(np.ptp(x), np.ptp(y))
            per_slice.append((
                float(np.abs(x - y).mean()), mse, 10 * np.log10(1 / mse),
                structural_similarity(x, y, gaussian_weights=True, sigma=1.5,
                                      use_sample_covariance=False, data_range=data_range),
                vifp(y, x)))
        l1, mse, psnr, ssim, vif = (float(v) for v in np.mean(per_slice, axis=0))
        clipped = [np.clip(v, -1024, 3071)[inside] for v in (image, reference)]
        cases.append({
            "size": size, "steps": steps, "slices": len(per_slice),
            "mask": mask and {"center": mask[0], "radii": mask[1], "ragged": mask[2]},
            "l1": l1, "mse": mse, "psnr_db": psnr, "ssim": ssim, "vifp": vif,
            "mae_hu": float(np.abs(image - reference)[inside].mean()),
            "mae_volume_hu": float(np.abs(image - reference).mean()),
            "psnr_synthrad_db":
                float(10 * np.log10(4095 ** 2 / ((clipped[0] - clipped[1]) ** 2).mean())),
            "ms_ssim": ms_ssim(image, reference, inside)})
    return cases


def ms_ssim_cases():
    cases = []
    for size, mask in (((40, 101, 97), ((20, 50, 48), (15, 30, 28), 0)),
                       ((100, 98, 60), ((30, 20, 59), (33, 25, 30), 5)),
                       ((99, 104, 130), ((60, 70, 71), (25, 21, 30), 0)),
                       ((20, 30, 25), None)):
        image, reference = ct(size, 0.2), ct(size, 0.0)
        inside = ellipsoid(size, *mask) if mask else np.ones(size, bool)
        cases.append({"size": size,
                      "mask": mask and {"center": mask[0], "radii": mask[1], "ragged": mask[2]},
                      "ms_ssim": ms_ssim(image, reference, inside)})
    return cases


def paired_values(n, spread):
    i = np.arange(n)
    return (0.8 + 0.05 * np.sin(0.7 * i) + 0.01 * np.cos(3.3 * i),
            0.795 + 0.05 * np.sin(0.7 * i + spread) - 0.004 * np.cos(2.1 * i))


def statistics():
    pairs = []
    for n, spread in ((3, 0.3), (8, 0.1), (13, 0.2), (50, 0.05), (51, 0.05), (200, 0.02)):
        a, b = paired_values(n, spread)
        t = stats.ttest_rel(a, b)
        interval = t.confidence_interval()
        entry = {"n": n, "spread": spread, "t": t.statistic, "p": t.pvalue,
                 "ci95": [interval.low, interval.high],
                 "cohens_dz": float((a - b).mean() / (a - b).std(ddof=1)),
                 "p_greater": stats.ttest_rel(a, b, alternative="greater").pvalue}
        plus = stats.wilcoxon(a, b, alternative="greater").statistic
        entry["rank_biserial"] = float(2 * plus / (n * (n + 1) / 2) - 1)
        for method in ("exact", "approx"):
            if method == "exact" and n > 60:
                continue
            for alternative in ("two-sided", "greater", "less"):
                w = stats.wilcoxon(a, b, alternative=alternative, method=method)
                entry[f"wilcoxon_{method}_{alternative}"] = [float(w.statistic), float(w.pvalue)]
        corrected = stats.wilcoxon(a, b, correction=True, method="approx")
        entry["wilcoxon_approx_corrected"] = [float(corrected.statistic), float(corrected.pvalue)]
        shapiro = stats.shapiro(a - b)
        entry["shapiro"] = [float(shapiro.statistic), float(shapiro.pvalue)]
        pairs.append(entry)
    p = [0.01, 0.04, 0.03, 0.005, 0.5, 0.04]
    return {"pairs": pairs,
            "false_discovery": {"p": p, "adjusted": list(stats.false_discovery_control(p))}}


def bootstrap():
    """Patients of 1, 2, 3, 1, 2, 3, ... values; draws of patients as NumPy gave them."""
    patients, draws = 7, np.random.default_rng(20).integers(0, 7, (40, 7))
    sizes = [1 + p % 3 for p in range(patients)]
    values = paired_values(sum(sizes), 0.3)[0]
    groups = np.split(values, np.cumsum(sizes)[:-1])
    means = [float(np.concatenate([groups[p] for p in draw]).mean()) for draw in draws]
    return {"sizes": sizes, "spread": 0.3, "draws": draws.tolist(), "means": means,
            "interval95": [float(v) for v in np.quantile(means, [0.025, 0.975])]}


def with_null(value):
    """NaN as null, which JSON has."""
    if isinstance(value, dict):
        return {key: with_null(v) for key, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [with_null(v) for v in value]
    return None if isinstance(value, float) and np.isnan(value) else value


json.dump(with_null({"provenance": {"python": sys.version.split()[0],
                          **{name: version(name) for name in
                             ("numpy", "scipy", "scikit-image", "surface-distance")},
                          "made_by": "tests/evaluation/evaluation_reference.py"},
           "surfel_areas": surfel_areas(), "surfaces": surfaces(),
           "image_quality": image_quality(), "ms_ssim": ms_ssim_cases(),
           "statistics": statistics(), "bootstrap": bootstrap()}), sys.stdout, indent=1)
