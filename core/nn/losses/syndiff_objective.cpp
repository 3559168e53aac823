// SPDX-License-Identifier: Apache-2.0
#include "core/nn/losses/syndiff_objective.h"

#include "core/nn/losses/gan_loss.h"

namespace transpine {
namespace {

torch::Tensor score_loss(const torch::Tensor& scores, bool should_be_real) {
  return gan_loss(GanLossKind::softplus, scores, should_be_real);
}

torch::Tensor distance(const torch::Tensor& a, const torch::Tensor& b) {
  return (a - b).abs().mean();
}

/// x_t as the generator would have it.
torch::Tensor denoised_step(const SyndiffSchedule& schedule, const SyndiffDraw& draw,
                            const torch::Tensor& x0) {
  return syndiff_posterior(schedule, x0, draw.pair.x_next, draw.t, draw.posterior_noise);
}

/// What the judges of one side say of real images, and the penalty on how steeply.
void judge_real(const SyndiffSide& side, const SyndiffDraw& draw, double r1_gamma,
                SyndiffJudgeLoss& loss) {
  const bool penalised = r1_gamma > 0;
  const torch::Tensor x_t = draw.pair.x_t.detach().requires_grad_(penalised);
  const torch::Tensor image = draw.image.detach().requires_grad_(penalised);
  const torch::Tensor step_scores = side.judge_step(x_t, draw.t, draw.pair.x_next);
  const torch::Tensor image_scores = side.judge_image(image);
  loss.total = loss.total + score_loss(step_scores, true) + score_loss(image_scores, true);
  if (!penalised) return;
  const torch::Tensor penalty =
      r1_penalty(step_scores, x_t, r1_gamma) + r1_penalty(image_scores, image, r1_gamma);
  loss.r1 = loss.r1.defined() ? loss.r1 + penalty : penalty;
  loss.total = loss.total + penalty;
}

void judge_synthetic(const SyndiffSchedule& schedule, const SyndiffSide& side,
                     const SyndiffDraw& draw, const torch::Tensor& source,
                     const torch::Tensor& synthetic, SyndiffJudgeLoss& loss) {
  torch::Tensor step;
  {
    const torch::NoGradGuard no_grad;
    step = denoised_step(schedule, draw, side.denoise(draw.pair.x_next, source, draw.t));
  }
  loss.total = loss.total + score_loss(side.judge_step(step, draw.t, draw.pair.x_next), false) +
               score_loss(side.judge_image(synthetic), false);
}

}  // namespace

SyndiffGeneratorLoss syndiff_generator_loss(const SyndiffSchedule& schedule, double l1_weight,
                                            const SyndiffSide& ct, const SyndiffSide& mr,
                                            const SyndiffDraw& ct_draw,
                                            const SyndiffDraw& mr_draw) {
  const torch::Tensor synthetic_ct = ct.from_other(mr_draw.image);
  const torch::Tensor synthetic_mr = mr.from_other(ct_draw.image);
  const torch::Tensor ct_x0 = ct.denoise(ct_draw.pair.x_next, synthetic_mr, ct_draw.t);
  const torch::Tensor mr_x0 = mr.denoise(mr_draw.pair.x_next, synthetic_ct, mr_draw.t);
  SyndiffGeneratorLoss loss;
  loss.gan =
      score_loss(
          ct.judge_step(denoised_step(schedule, ct_draw, ct_x0), ct_draw.t, ct_draw.pair.x_next),
          true) +
      score_loss(
          mr.judge_step(denoised_step(schedule, mr_draw, mr_x0), mr_draw.t, mr_draw.pair.x_next),
          true);
  loss.cycle_gan = score_loss(ct.judge_image(synthetic_ct), true) +
                   score_loss(mr.judge_image(synthetic_mr), true);
  loss.l1 = distance(ct_x0, ct_draw.image) + distance(mr_x0, mr_draw.image);
  loss.cycle = distance(ct.from_other(synthetic_mr), ct_draw.image) +
               distance(mr.from_other(synthetic_ct), mr_draw.image);
  loss.total = loss.gan + loss.cycle_gan + l1_weight * (loss.l1 + loss.cycle);
  return loss;
}

SyndiffJudgeLoss syndiff_judge_loss(const SyndiffSchedule& schedule, double r1_gamma,
                                    const SyndiffSide& ct, const SyndiffSide& mr,
                                    const SyndiffDraw& ct_draw, const SyndiffDraw& mr_draw) {
  torch::Tensor synthetic_ct, synthetic_mr;
  {
    const torch::NoGradGuard no_grad;
    synthetic_ct = ct.from_other(mr_draw.image);
    synthetic_mr = mr.from_other(ct_draw.image);
  }
  SyndiffJudgeLoss loss;
  loss.total = torch::zeros({}, ct_draw.image.options());
  judge_real(ct, ct_draw, r1_gamma, loss);
  judge_real(mr, mr_draw, r1_gamma, loss);
  judge_synthetic(schedule, ct, ct_draw, synthetic_mr, synthetic_ct, loss);
  judge_synthetic(schedule, mr, mr_draw, synthetic_ct, synthetic_mr, loss);
  return loss;
}

}  // namespace transpine
