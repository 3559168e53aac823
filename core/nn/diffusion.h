// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <functional>
#include <vector>

#include "core/nn/schedule.h"

namespace transpine {

/// What the network predicts: the noise, or the clean image x0.
enum class DiffusionMode { noise, image };

/// Predicts from x_t [N, I, ...], the condition [N, C, ...] and t [N] (0..999, x_t's type) the
/// network's output [N, I or I + 1, ...].
using Denoiser = std::function<torch::Tensor(
    const torch::Tensor& x_t, const torch::Tensor& condition, const torch::Tensor& time)>;

/// Which sign the noise gets when it is derived from x0 in image mode (finding 0.1): the right
/// one, or the published code's, its negative.
enum class NoiseSign { right, reference };

struct DdimOptions {
  DiffusionMode mode = DiffusionMode::image;
  int steps = 20;
  double eta = 1;         ///< 0 deterministic, 1 fully random.
  double guidance_w = 0;  ///< e = e_c + w (e_c - e_u); 0 calls the network once per step.
  NoiseSign sign = NoiseSign::right;
  /// Image mode: guide x0 as well (finding 0.2). Not with the reference's sign, which never does.
  bool guide_x0 = true;
  bool clamp_x0 = false;        ///< Clamp x0 to [-1, 1] at each step; the paper does not.
  std::vector<int> times = {};  ///< To visit instead, ascending; empty takes those of `steps`.
  /// What clamp_x0 does instead of clamping where x0 is no image.
  std::function<torch::Tensor(const torch::Tensor& x0)> clamp = {};
};

/// x_t at visited step t and the x0 predicted from it. Returning false ends the sampling.
struct DdimStep {
  int index = 0;
  int count = 0;
  int t = 0;
  torch::Tensor x_t;
  torch::Tensor x0;
};
using DdimObserver = std::function<bool(const DdimStep&)>;

/// The noise z for the index-th visited step, of the shape of x_t.
using NoiseSource = std::function<torch::Tensor(int index)>;

/// DDIM (sections 1.4 to 1.6): from `start` at the largest visited t down to 0; returns x0
/// predicted at t = 0, or an undefined tensor when the observer ended it. `noise` is not called for
/// the last step, nor with eta = 0. As many output channels are used as x_t has.
torch::Tensor ddim_sample(const DiffusionSchedule& schedule, const Denoiser& denoiser,
                          const torch::Tensor& condition, const torch::Tensor& start,
                          const NoiseSource& noise, const DdimOptions& options,
                          const DdimObserver& observer = {});

/// How the DDPM's variance is found: from the schedule, or from the network's second channel.
enum class DdpmVariance { fixed, learned };

/// One ancestral (DDPM) step: x_{t-1} from x_t [N, 1, ...] and the network's output at t, with x0
/// clamped to [-1, 1]; `noise` is unused at t = 0.
torch::Tensor ddpm_step(const DiffusionSchedule& schedule, DiffusionMode mode,
                        DdpmVariance variance, const torch::Tensor& output,
                        const torch::Tensor& x_t, int t, const torch::Tensor& noise);

}  // namespace transpine
