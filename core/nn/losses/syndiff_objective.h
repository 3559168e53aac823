// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/nn/syndiff.h"

namespace transpine {

/// SynDiff's four networks that make or judge one kind of image (section 3.1).
struct SyndiffSide {
  SyndiffGenerator denoise;  ///< The diffusive generator: x0 from x_{t+1}, the source and t.
  std::function<torch::Tensor(const torch::Tensor& other)> from_other;  ///< The non-diffusive one.
  std::function<torch::Tensor(const torch::Tensor& x_t, const torch::Tensor& t,
                              const torch::Tensor& x_next)>
      judge_step;
  std::function<torch::Tensor(const torch::Tensor& image)> judge_image;
};

/// An image of one kind and what is drawn for it: its steps [N] and noises.
struct SyndiffDraw {
  torch::Tensor image;
  torch::Tensor t;
  SyndiffPair pair;
  torch::Tensor posterior_noise;
};

struct SyndiffGeneratorLoss {
  torch::Tensor total;
  torch::Tensor gan;        ///< The judges of steps, both sides.
  torch::Tensor cycle_gan;  ///< The judges of images, both sides.
  torch::Tensor l1;         ///< Of the denoised images, both sides.
  torch::Tensor cycle;      ///< L1 of there and back, both sides.
};

/// total = gan + cycle_gan + l1_weight (l1 + cycle); section 3.5. The source of each denoiser is
/// the other image as the non-diffusive generator makes it, with its gradients.
SyndiffGeneratorLoss syndiff_generator_loss(const SyndiffSchedule& schedule, double l1_weight,
                                            const SyndiffSide& ct, const SyndiffSide& mr,
                                            const SyndiffDraw& ct_draw, const SyndiffDraw& mr_draw);

struct SyndiffJudgeLoss {
  torch::Tensor total;
  torch::Tensor r1;  ///< Undefined where it is not due.
};

/// Of the four judges, softplus; with `r1_gamma` > 0 also the penalty of both judges of each side.
SyndiffJudgeLoss syndiff_judge_loss(const SyndiffSchedule& schedule, double r1_gamma,
                                    const SyndiffSide& ct, const SyndiffSide& mr,
                                    const SyndiffDraw& ct_draw, const SyndiffDraw& mr_draw);

}  // namespace transpine
