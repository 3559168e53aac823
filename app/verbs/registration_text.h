// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/cli/output.h"
#include "core/base/result.h"
#include "core/registration/landmark_registration.h"

namespace transpine {

/// The figures of a registration for --json.
nlohmann::json registration_json(const RegistrationResult& result);
/// The same as a table.
void print_registration(const RegistrationResult& result, Output& out);

/// Weights from texts such as "L3 body=0.5" or "L4 SP=0".
Result<std::map<LandmarkKey, double>> weights_from(const std::vector<std::string>& texts);
/// The subregions of --points 1, 2 or all.
std::vector<int> subregions_of_points(const std::string& points);

}  // namespace transpine
