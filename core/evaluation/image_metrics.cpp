// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/image_metrics.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>

#include "core/base/parallel.h"

namespace transpine {
namespace {

void require_same_size(const Slice& a, const Slice& b) {
  if (a.rows != b.rows || a.columns != b.columns)
    throw std::invalid_argument("slices of different size");
}

std::vector<double> gaussian_window(int size, double sigma) {
  std::vector<double> w(static_cast<std::size_t>(size));
  double sum = 0;
  for (int i = 0; i < size; ++i) {
    const double x = i - (size - 1) / 2.0;
    sum += w[static_cast<std::size_t>(i)] = std::exp(-x * x / (2 * sigma * sigma));
  }
  for (auto& v : w) v /= sum;
  return w;
}

/// out[c] = sum over k of window[k] * in[c + k * stride], for n values of out; the window is
/// symmetric. Eight at a time stay in registers.
void filter_line(const double* in, std::int64_t stride, double* out, std::int64_t n,
                 const std::vector<double>& window) {
  const auto half = static_cast<std::int64_t>(window.size() / 2);
  constexpr std::int64_t block = 8;
  const auto filter = [&](std::int64_t c, std::int64_t count) {
    double sum[block];
    for (std::int64_t b = 0; b < count; ++b) sum[b] = window[half] * in[c + b + half * stride];
    for (std::int64_t k = 0; k < half; ++k) {
      const double* near = in + c + k * stride;
      const double* far = in + c + (2 * half - k) * stride;
      for (std::int64_t b = 0; b < count; ++b) sum[b] += window[k] * (near[b] + far[b]);
    }
    std::copy_n(sum, count, out + c);
  };
  std::int64_t c = 0;
  for (; c + block <= n; c += block) filter(c, block);
  if (c < n) filter(c, n - c);
}

// Separable filter without padding: the result is smaller by window - 1 on each axis.
Slice filtered_valid(const Slice& image, const std::vector<double>& window) {
  const auto n = static_cast<std::int64_t>(window.size());
  Slice down{image.rows - n + 1, image.columns, {}};
  down.values.resize(static_cast<std::size_t>(down.rows * down.columns));
  for (std::int64_t r = 0; r < down.rows; ++r) {
    filter_line(&image.values[r * image.columns], image.columns, &down.values[r * image.columns],
                image.columns, window);
  }
  Slice result{down.rows, image.columns - n + 1, {}};
  result.values.resize(static_cast<std::size_t>(result.rows * result.columns));
  for (std::int64_t r = 0; r < result.rows; ++r) {
    filter_line(&down.values[r * down.columns], 1, &result.values[r * result.columns],
                result.columns, window);
  }
  return result;
}

Slice product(const Slice& a, const Slice& b) {
  Slice result{a.rows, a.columns, a.values};
  for (std::size_t i = 0; i < b.values.size(); ++i) result.values[i] *= b.values[i];
  return result;
}

// Mirrored borders without repeating the edge pixel.
Slice reflected(const Slice& image, std::int64_t border) {
  const auto mirror = [](std::int64_t i, std::int64_t n) {
    return i < 0 ? -i : i >= n ? 2 * n - 2 - i : i;
  };
  Slice result{image.rows + 2 * border, image.columns + 2 * border, {}};
  result.values.reserve(static_cast<std::size_t>(result.rows * result.columns));
  for (std::int64_t r = -border; r < image.rows + border; ++r) {
    for (std::int64_t c = -border; c < image.columns + border; ++c) {
      result.values.push_back(image.at(mirror(r, image.rows), mirror(c, image.columns)));
    }
  }
  return result;
}

Slice every_second(const Slice& image) {
  Slice result{(image.rows + 1) / 2, (image.columns + 1) / 2, {}};
  for (std::int64_t r = 0; r < image.rows; r += 2) {
    for (std::int64_t c = 0; c < image.columns; c += 2) result.values.push_back(image.at(r, c));
  }
  return result;
}

/// The sum of log10 of many values of at least 1: products are taken first, which is faster.
class LogSum {
 public:
  void add(double value) {
    product_ *= value;
    if (product_ > 1e200) fold();
  }
  double value() {
    fold();
    return sum_;
  }

 private:
  void fold() {
    sum_ += std::log10(product_);
    product_ = 1;
  }
  double product_ = 1;
  double sum_ = 0;
};

// Local means, variances and covariance under a window.
struct Moments {
  Slice mean_a, mean_b, var_a, var_b, cov;
};

Moments moments(const Slice& a, const Slice& b, const std::vector<double>& window) {
  Moments m{filtered_valid(a, window), filtered_valid(b, window),
            filtered_valid(product(a, a), window), filtered_valid(product(b, b), window),
            filtered_valid(product(a, b), window)};
  for (std::size_t i = 0; i < m.cov.values.size(); ++i) {
    const double mu_a = m.mean_a.values[i];
    const double mu_b = m.mean_b.values[i];
    m.var_a.values[i] -= mu_a * mu_a;
    m.var_b.values[i] -= mu_b * mu_b;
    m.cov.values[i] -= mu_a * mu_b;
  }
  return m;
}

}  // namespace

double similarity_sum(const Slice& image, const Slice& reference, double range) {
  static const auto window = gaussian_window(11, 1.5);
  const Moments m = moments(image, reference, window);
  const double c1 = std::pow(0.01 * range, 2);
  const double c2 = std::pow(0.03 * range, 2);
  double sum = 0;
  for (std::size_t i = 0; i < m.cov.values.size(); ++i) {
    const double mu_a = m.mean_a.values[i];
    const double mu_b = m.mean_b.values[i];
    sum += (2 * mu_a * mu_b + c1) * (2 * m.cov.values[i] + c2) /
           ((mu_a * mu_a + mu_b * mu_b + c1) * (m.var_a.values[i] + m.var_b.values[i] + c2));
  }
  return sum;
}

double mean_absolute_error(const Slice& a, const Slice& b) {
  require_same_size(a, b);
  double sum = 0;
  for (std::size_t i = 0; i < a.values.size(); ++i) sum += std::abs(a.values[i] - b.values[i]);
  return sum / static_cast<double>(a.values.size());
}

double mean_squared_error(const Slice& a, const Slice& b) {
  require_same_size(a, b);
  double sum = 0;
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    const double d = a.values[i] - b.values[i];
    sum += d * d;
  }
  return sum / static_cast<double>(a.values.size());
}

double value_range(const Slice& image) {
  const auto [low, high] = std::minmax_element(image.values.begin(), image.values.end());
  return *high - *low;
}

double psnr_db(double mse, double range) {
  return 10 * std::log10(range * range / mse);
}

double structural_similarity(const Slice& image, const Slice& reference, double range,
                             bool crop_border) {
  require_same_size(image, reference);
  constexpr std::int64_t border = 5;
  if (image.rows <= 2 * border || image.columns <= 2 * border) {
    throw std::invalid_argument("SSIM needs more than 10 pixels a side");
  }
  const auto padded = [&](const Slice& s) { return crop_border ? s : reflected(s, border); };
  // Cropping the border leaves exactly the pixels whose window lies inside the image.
  return similarity_sum(padded(image), padded(reference), range) /
         static_cast<double>((image.rows - (crop_border ? 2 * border : 0)) *
                             (image.columns - (crop_border ? 2 * border : 0)));
}

double visual_information_fidelity(const Slice& image, const Slice& reference) {
  require_same_size(image, reference);
  if (image.rows < 41 || image.columns < 41)
    throw std::invalid_argument("VIFp needs 41 pixels a side");
  constexpr double eps = 1e-8;
  constexpr double noise_variance = 2;
  Slice x = reference;
  Slice y = image;
  for (auto& v : x.values) v *= 255;
  for (auto& v : y.values) v *= 255;
  LogSum numerator, denominator;
  for (int scale = 1; scale <= 4; ++scale) {
    const int size = (1 << (5 - scale)) + 1;
    const auto window = gaussian_window(size, size / 5.0);
    if (scale > 1) {
      x = every_second(filtered_valid(x, window));
      y = every_second(filtered_valid(y, window));
    }
    const Moments m = moments(x, y, window);
    for (std::size_t i = 0; i < m.cov.values.size(); ++i) {
      double var_x = std::max(m.var_a.values[i], 0.0);
      const double var_y = std::max(m.var_b.values[i], 0.0);
      double gain = m.cov.values[i] / (var_x + eps);
      double rest = var_y - gain * m.cov.values[i];
      if (var_x < eps) {
        gain = 0;
        rest = var_y;
        var_x = 0;
      }
      if (var_y < eps) {
        gain = 0;
        rest = 0;
      }
      if (gain < 0) {
        rest = var_y;
        gain = 0;
      }
      rest = std::max(rest, eps);
      numerator.add(1 + gain * gain * var_x / (rest + noise_variance));
      denominator.add(1 + var_x / noise_variance);
    }
  }
  return (numerator.value() + eps) / (denominator.value() + eps);
}

Slice dilated(const Slice& mask, int steps) {
  // City-block distance by a forward and a backward sweep.
  const auto far = static_cast<double>(mask.rows + mask.columns);
  Slice d{mask.rows, mask.columns, {}};
  d.values.resize(mask.values.size());
  for (std::int64_t r = 0; r < d.rows; ++r) {
    for (std::int64_t c = 0; c < d.columns; ++c) {
      double v = mask.at(r, c) != 0 ? 0 : far;
      if (r > 0) v = std::min(v, d.at(r - 1, c) + 1);
      if (c > 0) v = std::min(v, d.at(r, c - 1) + 1);
      d.values[r * d.columns + c] = v;
    }
  }
  for (std::int64_t r = d.rows - 1; r >= 0; --r) {
    for (std::int64_t c = d.columns - 1; c >= 0; --c) {
      double& v = d.values[r * d.columns + c];
      if (r + 1 < d.rows) v = std::min(v, d.at(r + 1, c) + 1);
      if (c + 1 < d.columns) v = std::min(v, d.at(r, c + 1) + 1);
    }
  }
  for (auto& v : d.values) v = v <= steps ? 1 : 0;
  return d;
}

Slice dilated(const Slice& mask, int row_steps, int column_steps) {
  if (row_steps == column_steps) return dilated(mask, row_steps);
  // Each row of the diamond is a run of pixels around each pixel of the mask.
  Slice grown{mask.rows, mask.columns, std::vector<double>(mask.values.size(), 0.0)};
  for (std::int64_t r = 0; r < mask.rows; ++r) {
    for (std::int64_t c = 0; c < mask.columns; ++c) {
      if (mask.at(r, c) == 0) continue;
      for (std::int64_t dr = -row_steps; dr <= row_steps; ++dr) {
        if (r + dr < 0 || r + dr >= mask.rows) continue;
        const std::int64_t half =
            row_steps == 0 ? column_steps : column_steps * (row_steps - std::abs(dr)) / row_steps;
        const auto row = grown.values.begin() + (r + dr) * mask.columns;
        std::fill(row + std::max<std::int64_t>(0, c - half),
                  row + std::min(mask.columns, c + half + 1), 1.0);
      }
    }
  }
  return grown;
}

OptionList options_of(ImageQualityOptions& o) {
  OptionList list;
  list.add(
      o.psnr_range,
      {.key = "psnr_range",
       .label = "PSNR range",
       .help = "Peak of images in [0, 1]: 1 (the paper's tables), the range of each real slice "
               "(its code), or 2; synthrad: of all voxels in the mask at once, in HU from -1024 "
               "to 3071.",
       .choices = {"one", "target", "two", "synthrad"}});
  list.add(o.crop_ssim_border,
           {.key = "crop_ssim_border",
            .label = "Crop SSIM border",
            .help = "Leave 5 pixels out on each side, as torchmetrics up to 1.4."});
  list.add(o.mask_dilation_mm,
           {.key = "mask_dilation_mm",
            .label = "Mask dilation",
            .help = "How far the mask grows in each slice, in steps along rows and columns. The "
                    "paper's: 10.",
            .unit = "mm",
            .min = 0,
            .max = 200});
  list.add(o.inside_mask_only,
           {.key = "inside_mask_only",
            .label = "Inside the mask only",
            .help = "L1, MSE and PSNR over the grown mask instead of the whole slice.",
            .level = OptionSpec::Level::advanced});
  return list;
}

std::map<std::string, nlohmann::json> image_quality_presets() {
  ImageQualityOptions paper;
  ImageQualityOptions synthrad;
  synthrad.psnr_range = "synthrad";
  synthrad.crop_ssim_border = false;
  synthrad.mask_dilation_mm = 0;
  synthrad.inside_mask_only = true;
  return {{"paper", options_of(paper).to_json()}, {"synthrad", options_of(synthrad).to_json()}};
}

}  // namespace transpine
