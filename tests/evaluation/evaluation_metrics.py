# SPDX-License-Identifier: Apache-2.0
"""Metrics that no package has, from their descriptions with SciPy, and surface-distance made to
run. Shared by evaluation_reference.py and tests/bench/evaluation.py."""
import numpy as np
import scipy.ndimage
from scipy import signal

# surface-distance 0.1 uses names that SciPy and NumPy have dropped.
scipy.ndimage.filters = scipy.ndimage.morphology = scipy.ndimage
np.Inf = np.inf
import surface_distance

ndimage = scipy.ndimage


def vifp(reference, image):
    """Visual information fidelity in the pixel domain, piq's constants."""
    eps, noise = 1e-8, 2.0
    x, y = reference * 255, image * 255
    numerator = denominator = 0.0
    for scale in range(1, 5):
        n = 2 ** (5 - scale) + 1
        t = np.arange(n) - (n - 1) / 2
        w = np.exp(-t ** 2 / (2 * (n / 5) ** 2))
        w /= w.sum()

        def blurred(v):
            v = ndimage.correlate1d(ndimage.correlate1d(v, w, 0), w, 1)
            return v[n // 2:v.shape[0] - n // 2, n // 2:v.shape[1] - n // 2]

        if scale > 1:
            x, y = blurred(x)[::2, ::2], blurred(y)[::2, ::2]
        mx, my = blurred(x), blurred(y)
        vx = np.maximum(blurred(x * x) - mx * mx, 0)
        vy = np.maximum(blurred(y * y) - my * my, 0)
        cov = blurred(x * y) - mx * my
        g = cov / (vx + eps)
        sv = vy - g * cov
        low = vx < eps
        g[low], sv[low], vx[low] = 0, vy[low], 0
        low = vy < eps
        g[low], sv[low] = 0, 0
        low = g < 0
        sv[low], g[low] = vy[low], 0
        sv = np.maximum(sv, eps)
        numerator += np.log10(1 + g * g * vx / (sv + noise)).sum()
        denominator += np.log10(1 + vx / noise).sum()
    return float((numerator + eps) / (denominator + eps))


def ms_ssim(image, reference, mask):
    """SynthRAD 2025's masked MS-SSIM, from its description."""
    x, y = (np.where(mask, np.clip(v, -1024, 3071) + 1024, 0.0) for v in (image, reference))
    pad = [(max(97 - n, 0) // 2, max(97 - n, 0) - max(97 - n, 0) // 2) for n in x.shape]
    x, y, mask = (np.pad(v, pad, mode="edge") for v in (x, y, mask))
    c1, c2 = (0.01 * 4095) ** 2, (0.03 * 4095) ** 2
    result = 1.0
    for w in (0.0448, 0.2856, 0.3001, 0.2363, 0.1333):
        mean = lambda v: ndimage.uniform_filter(v, size=7)
        mx, my = mean(x), mean(y)
        vx = 343 / 342 * (mean(x * x) - mx * mx)
        vy = 343 / 342 * (mean(y * y) - my * my)
        cov = 343 / 342 * (mean(x * y) - mx * my)
        sx, sy = np.sqrt(np.maximum(vx, 0)), np.sqrt(np.maximum(vy, 0))
        luminance = np.maximum((2 * mx * my + c1) / (mx * mx + my * my + c1), 0)
        contrast = np.maximum((2 * sx * sy + c2) / (vx + vy + c2), 0)
        structure = np.maximum((cov + c2 / 2) / (sx * sy + c2 / 2), 0)
        similarity = luminance ** w * contrast ** w * structure ** w
        inner = (slice(3, -3),) * 3
        if not mask[inner].any():
            return float("nan")
        result *= np.clip(similarity[inner][mask[inner]].mean(), 0, 1)
        x, y = (signal.fftconvolve(v, np.full((2, 2, 2), 1 / 8), mode="same")[::2, ::2, ::2]
                for v in (x, y))
        mask = mask[::2, ::2, ::2]
    return float(result)
