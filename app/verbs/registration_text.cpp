// SPDX-License-Identifier: Apache-2.0
#include "app/verbs/registration_text.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "core/landmarks/point_label.h"
#include "core/landmarks/spine_labels.h"

namespace transpine {
namespace {

std::string mm_text(double mm) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", mm);
  return text;
}

nlohmann::json points_json(const std::vector<PointResidual>& residuals) {
  nlohmann::json points = nlohmann::json::array();
  for (const auto& point : residuals) {
    points.push_back(
        {{"vertebra", vertebra_name(point.key.vertebra)},
         {"vertebra_id", point.key.vertebra},
         {"subregion", point.key.subregion},
         {"residual_mm", point.residual_mm},
         {"leave_one_out_mm",
          point.leave_one_out_mm ? nlohmann::json(*point.leave_one_out_mm) : nlohmann::json()}});
  }
  return points;
}

void print_points(const std::vector<PointResidual>& points, const char* note, Output& out) {
  for (const auto& point : points) {
    char line[128];
    std::snprintf(line, sizeof line, "  %-36s %8.3f  %8s%s", point_label(point.key).c_str(),
                  point.residual_mm,
                  point.leave_one_out_mm ? mm_text(*point.leave_one_out_mm).c_str() : "-", note);
    out.text(line);
  }
}

}  // namespace

nlohmann::json registration_json(const RegistrationResult& result) {
  return {{"fre_mm", result.fre_mm},
          {"mean_residual_mm", result.mean_residual_mm},
          {"max_residual_mm", result.max_residual_mm},
          {"tre_loo_mm", result.tre_loo_mm ? nlohmann::json(*result.tre_loo_mm) : nlohmann::json()},
          {"axis_ratio", result.axis_ratio},
          {"rotation_condition", result.rotation_condition},
          {"expected_tre_posterior_mm", result.expected_tre_posterior_mm},
          {"points", points_json(result.points)},
          {"outliers", points_json(result.outliers)},
          {"warnings", result.warnings}};
}

void print_registration(const RegistrationResult& result, Output& out) {
  if (result.points.empty()) return;
  out.text("  point                                residual  left out (mm)");
  print_points(result.points, "", out);
  print_points(result.outliers, "  set aside", out);
  out.text("  FRE " + mm_text(result.fre_mm) + " mm, largest " + mm_text(result.max_residual_mm) +
           " mm" +
           (result.tre_loo_mm ? ", leave-one-out TRE " + mm_text(*result.tre_loo_mm) + " mm" : ""));
  out.text("  expected at the posterior elements " + mm_text(result.expected_tre_posterior_mm) +
           " mm, condition of the rotation " + mm_text(result.rotation_condition));
}

Result<std::map<LandmarkKey, double>> weights_from(const std::vector<std::string>& texts) {
  std::map<LandmarkKey, double> weights;
  for (const std::string& text : texts) {
    const auto equals = text.find('=');
    const auto key = point_from_label(text.substr(0, equals));
    const std::string number = equals == std::string::npos ? "" : text.substr(equals + 1);
    char* end = nullptr;
    const double weight = std::strtod(number.c_str(), &end);
    if (!key || number.empty() || *end != '\0' || !(weight >= 0) || !std::isfinite(weight)) {
      return Error{"\"" + text + "\" is no weight of a point.",
                   "Write for example --weights \"L3 body=0.5,L4 SP=0\"."};
    }
    weights[*key] = weight;
  }
  return weights;
}

std::vector<int> subregions_of_points(const std::string& points) {
  if (points == "1") return {subregion::kBody};
  if (points == "2") return {subregion::kBody, subregion::kSpinousProcess};
  return {};
}

}  // namespace transpine
