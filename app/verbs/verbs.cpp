// SPDX-License-Identifier: Apache-2.0
#include "app/verbs/verbs.h"

namespace transpine {

std::vector<std::unique_ptr<Verb>> make_verbs() {
  std::vector<std::unique_ptr<Verb>> verbs;
  verbs.push_back(make_demo_verb());
  verbs.push_back(make_table_verb());
  verbs.push_back(make_phantom_verb());
  verbs.push_back(make_simulate_mr_verb());
  verbs.push_back(make_info_verb());
  verbs.push_back(make_convert_verb());
  verbs.push_back(make_landmarks_verb());
  verbs.push_back(make_register_verb());
  verbs.push_back(make_register_study_verb());
  verbs.push_back(make_prepare_verb());
  verbs.push_back(make_train_verb());
  verbs.push_back(make_runs_verb());
  verbs.push_back(make_translate_verb());
  verbs.push_back(make_translate_study_verb());
  verbs.push_back(make_weights_verb());
  verbs.push_back(make_segment_verb());
  verbs.push_back(make_segment_study_verb());
  verbs.push_back(make_edit_mask_verb());
  verbs.push_back(make_evaluate_verb());
  verbs.push_back(make_study_verb());
  verbs.push_back(make_surfaces_verb());
  verbs.push_back(make_probe_verb());
  return verbs;
}

}  // namespace transpine
