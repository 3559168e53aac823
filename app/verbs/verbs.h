// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "app/cli/verb.h"

namespace transpine {

/// Every verb, in the order that `transpine --help` lists them.
std::vector<std::unique_ptr<Verb>> make_verbs();

std::unique_ptr<Verb> make_phantom_verb();
std::unique_ptr<Verb> make_simulate_mr_verb();
std::unique_ptr<Verb> make_info_verb();
std::unique_ptr<Verb> make_convert_verb();
std::unique_ptr<Verb> make_landmarks_verb();
std::unique_ptr<Verb> make_register_verb();
std::unique_ptr<Verb> make_register_study_verb();
std::unique_ptr<Verb> make_prepare_verb();
std::unique_ptr<Verb> make_train_verb();
std::unique_ptr<Verb> make_runs_verb();
std::unique_ptr<Verb> make_translate_verb();
std::unique_ptr<Verb> make_translate_study_verb();
std::unique_ptr<Verb> make_weights_verb();
std::unique_ptr<Verb> make_edit_mask_verb();
std::unique_ptr<Verb> make_segment_verb();
std::unique_ptr<Verb> make_segment_study_verb();
std::unique_ptr<Verb> make_evaluate_verb();
std::unique_ptr<Verb> make_surfaces_verb();
std::unique_ptr<Verb> make_probe_verb();
std::unique_ptr<Verb> make_study_verb();
std::unique_ptr<Verb> make_demo_verb();
std::unique_ptr<Verb> make_table_verb();

}  // namespace transpine
