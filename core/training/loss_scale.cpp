// SPDX-License-Identifier: Apache-2.0
#include "core/training/loss_scale.h"

namespace transpine {

void LossScale::note(bool overflowed) {
  if (!dynamic_) return;
  if (overflowed) {
    factor_ /= 2;
    clean_steps_ = 0;
  } else if (++clean_steps_ == growth_interval) {
    factor_ *= 2;
    clean_steps_ = 0;
  }
}

nlohmann::json LossScale::state() const {
  return {{"factor", factor_}, {"clean_steps", clean_steps_}};
}

void LossScale::restore(const nlohmann::json& state) {
  if (!dynamic_) return;
  state.at("factor").get_to(factor_);
  state.at("clean_steps").get_to(clean_steps_);
}

}  // namespace transpine
