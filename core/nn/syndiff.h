// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <functional>
#include <vector>

namespace transpine {

/// SynDiff's few-step diffusion (section 3.2): variance-preserving, beta from 0.1 to 20, in
/// `steps` big steps. Step i, 0 <= i < steps, leads from x_{i+1} to x_i.
struct SyndiffSchedule {
  explicit SyndiffSchedule(int steps = 4, double beta_min = 0.1, double beta_max = 20);

  int steps() const { return static_cast<int>(alpha_bar.size()); }

  // x_{i+1} = scale[i+1] x_i + noise_scale[i+1] n; x_i = scale_cum[i] x0 + noise_scale_cum[i] n.
  // Index 0 is the clean image: all but the first of `beta` count.
  std::vector<double> beta, scale, noise_scale, scale_cum, noise_scale_cum;
  // q(x_i | x_{i+1}, x0) for i = 0 .. steps - 1.
  std::vector<double> alpha_bar, posterior_mean_x0, posterior_mean_xt, posterior_variance,
      posterior_log_variance;  ///< Of the variance clipped to at least 1e-20.
};

/// Two neighbouring noisy images of the same x0 [N, ...] at steps t (int64 [N]).
struct SyndiffPair {
  torch::Tensor x_t, x_next;
};
SyndiffPair syndiff_pair(const SyndiffSchedule& schedule, const torch::Tensor& x0,
                         const torch::Tensor& t, const torch::Tensor& noise_next,
                         const torch::Tensor& noise_t);

/// A sample of x_t given x_{t+1} and a predicted x0; `noise` is unused where t = 0.
torch::Tensor syndiff_posterior(const SyndiffSchedule& schedule, const torch::Tensor& x0,
                                const torch::Tensor& x_next, const torch::Tensor& t,
                                const torch::Tensor& noise);

/// x0 from x_{t+1}, the source image and t [N].
using SyndiffGenerator = std::function<torch::Tensor(
    const torch::Tensor& x_next, const torch::Tensor& source, const torch::Tensor& t)>;
/// Noise of the shape of the image, for the step t.
using SyndiffNoise = std::function<torch::Tensor(int t)>;

/// From `start` (pure noise) to the image, step by step. Returning false from `on_step` ends it
/// with an undefined tensor.
torch::Tensor syndiff_sample(const SyndiffSchedule& schedule, const SyndiffGenerator& generator,
                             const torch::Tensor& source, const torch::Tensor& start,
                             const SyndiffNoise& noise,
                             const std::function<bool(int done)>& on_step = {});

}  // namespace transpine
