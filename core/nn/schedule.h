// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace transpine {

enum class BetaSchedule { cosine, linear };

/// A diffusion's noise schedule in float64 (Graf et al. 2023; section 1.2 of the specification).
/// x_t = sqrt(alpha_bar[t]) * x0 + sqrt(1 - alpha_bar[t]) * noise, t = 0 .. timesteps - 1.
struct DiffusionSchedule {
  explicit DiffusionSchedule(BetaSchedule kind = BetaSchedule::cosine, int timesteps = 1000);

  int timesteps() const { return static_cast<int>(beta.size()); }

  std::vector<double> beta;       ///< Cosine: clipped to [0, 0.999].
  std::vector<double> alpha_bar;  ///< Cumulative product of 1 - beta.
  // q(x_{t-1} | x_t, x0) = N(mean_x0 * x0 + mean_xt * x_t, posterior variance).
  std::vector<double> posterior_mean_x0;
  std::vector<double> posterior_mean_xt;
  std::vector<double> posterior_variance;
  std::vector<double> posterior_log_variance;  ///< Of the variance clipped to at least 1e-20.
};

/// The time steps of a DDIM run in ascending order: 0, s, 2s, ... below `timesteps`, with
/// s = timesteps / steps rounded down. More values than `steps` arise where it does not divide.
/// `steps` must be in [1, timesteps] (std::invalid_argument).
std::vector<int> ddim_sequence(int timesteps, int steps);

/// How Fast-DDPM spreads its few time steps over the diffusion (beyond-facts 1).
enum class FastSpacing { uniform, non_uniform };

/// The times 0 .. 999 that Fast-DDPM trains on and samples with, ascending from 0: uniform one more
/// than `steps`, the others more densely where there is most noise. `steps` in [2, 500]
/// (std::invalid_argument).
std::vector<int> fast_ddpm_times(int steps, FastSpacing spacing);

/// x_next = sqrt(alpha_bar_next) * x0 + c2 * e + c1 * z (section 1.5).
struct DdimCoefficients {
  double c1 = 0;
  double c2 = 0;
};
DdimCoefficients ddim_coefficients(double alpha_bar, double alpha_bar_next, double eta);

}  // namespace transpine
