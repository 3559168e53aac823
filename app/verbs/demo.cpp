// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "app/verbs/verbs.h"
#include "core/landmarks/spine_labels.h"
#include "core/pipeline/demo.h"

namespace transpine {
namespace {

using nlohmann::json;

json optional_json(const std::optional<double>& value) {
  return value ? json(*value) : json(nullptr);
}

json result_json(const DemoResult& result) {
  json per_vertebra = json::object();
  json dice = json::object();
  if (const auto& scores = result.scores.dice) {
    for (const auto& [label, value] : scores->per_vertebra) {
      per_vertebra[vertebra_name(label)] = optional_json(value);
    }
    dice = {{"global", optional_json(scores->global)},
            {"posterior", optional_json(result.scores.dice_posterior)},
            {"per_vertebra", per_vertebra}};
  }
  json surface_tre_mm = json::object();
  for (const LandmarkTrial& trial : result.trials) {
    surface_tre_mm[std::to_string(trial.landmarks)] = trial.surface_tre_mm;
  }
  const auto& quality = result.scores.quality;
  return {{"psnr_db", quality ? json(quality->psnr_db) : json()},
          {"ssim", quality ? json(quality->ssim) : json()},
          {"dice", dice},
          {"surface_tre_mm", surface_tre_mm},
          {"seconds", result.seconds},
          {"report", result.report.string()}};
}

class DemoVerb : public Verb {
 public:
  std::string name() const override { return "demo"; }
  std::string summary() const override {
    return "Runs the whole method on a small cohort of phantoms and writes a report.";
  }
  OptionList options() override { return options_of(options_); }

  Result<json> run(VerbContext& context) override {
    if (options_.out.empty()) {
      return Error{"The demo needs a folder.", "Give one: transpine demo --out FOLDER"};
    }
    if (context.dry_run) return json{{"out", options_.out.string()}};
    auto result = run_demo(options_, context.job);
    if (!result) return result.error();
    for (const ReportTable& table : result->tables) context.out.text(to_text(table));
    context.out.text("Study:  " + options_.out.string());
    context.out.text("Report: " + result->report.string());
    context.out.text("Took " + duration_text(result->seconds) + ".");
    return result_json(*result);
  }

 private:
  DemoOptions options_;
};

}  // namespace

std::unique_ptr<Verb> make_demo_verb() {
  return std::make_unique<DemoVerb>();
}

}  // namespace transpine
