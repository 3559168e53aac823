// SPDX-License-Identifier: Apache-2.0
#include "core/nn/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace transpine {
namespace {

std::vector<double> cosine_betas(int timesteps) {
  constexpr double offset = 0.008;
  // The reference rounds pi to float32; weights trained with it meet the same noise levels here.
  constexpr double pi = std::numbers::pi_v<float>;
  const auto level = [&](int i) {
    const double angle = (static_cast<double>(i) / timesteps + offset) / (1 + offset) * pi / 2;
    return std::cos(angle) * std::cos(angle);
  };
  const double start = level(0);
  std::vector<double> beta;
  for (int t = 0; t < timesteps; ++t) {
    beta.push_back(std::clamp(1 - (level(t + 1) / start) / (level(t) / start), 0.0, 0.999));
  }
  return beta;
}

std::vector<double> linear_betas(int timesteps) {
  const double scale = 1000.0 / timesteps;
  const double first = scale * 1e-4;
  const double last = scale * 0.02;
  std::vector<double> beta;
  for (int t = 0; t < timesteps; ++t) {
    beta.push_back(timesteps == 1 ? first : first + (last - first) * t / (timesteps - 1));
  }
  return beta;
}

}  // namespace

DiffusionSchedule::DiffusionSchedule(BetaSchedule kind, int timesteps) {
  if (timesteps < 1) throw std::invalid_argument("a schedule needs at least one time step");
  beta = kind == BetaSchedule::cosine ? cosine_betas(timesteps) : linear_betas(timesteps);
  double previous = 1;
  for (const double b : beta) {
    const double current = previous * (1 - b);
    alpha_bar.push_back(current);
    posterior_mean_x0.push_back(b * std::sqrt(previous) / (1 - current));
    posterior_mean_xt.push_back((1 - previous) * std::sqrt(1 - b) / (1 - current));
    posterior_variance.push_back(b * (1 - previous) / (1 - current));
    posterior_log_variance.push_back(std::log(std::max(posterior_variance.back(), 1e-20)));
    previous = current;
  }
}

std::vector<int> ddim_sequence(int timesteps, int steps) {
  if (steps < 1 || steps > timesteps) {
    throw std::invalid_argument("DDIM steps must be from 1 to the schedule's time steps");
  }
  std::vector<int> sequence;
  for (int t = 0; t < timesteps; t += timesteps / steps) sequence.push_back(t);
  return sequence;
}

std::vector<int> fast_ddpm_times(int steps, FastSpacing spacing) {
  constexpr int last = 999, knee = 699;
  if (steps < 2 || steps > 500) throw std::invalid_argument("Fast-DDPM needs 2 to 500 steps");
  std::vector<int> times;
  if (spacing == FastSpacing::uniform) {
    const int stride = (last + 1) / steps;
    for (int t = -1; t <= last; t += stride) times.push_back(std::max(0, t));
    return times;
  }
  // The published list of ten is not what its own rule gives.
  if (steps == 10) return {0, 199, 399, 599, 699, 799, 849, 899, 949, 999};
  const int early = std::max(1, 2 * steps / 5);
  const int late = steps - early;
  for (int k = 0; k < early; ++k) {
    times.push_back(static_cast<int>(std::ceil(static_cast<double>(knee) * k / early)));
  }
  for (int k = 0; k < late; ++k) {
    const double share = late > 1 ? static_cast<double>(k) / (late - 1) : 1;
    times.push_back(static_cast<int>(std::ceil(knee + (last - knee) * share)));
  }
  return times;
}

DdimCoefficients ddim_coefficients(double alpha_bar, double alpha_bar_next, double eta) {
  const double c1 = eta * std::sqrt((1 - alpha_bar_next) / (1 - alpha_bar) *
                                    std::max(0.0, 1 - alpha_bar / alpha_bar_next));
  return {c1, std::sqrt(std::max(0.0, 1 - alpha_bar_next - c1 * c1))};
}

}  // namespace transpine
