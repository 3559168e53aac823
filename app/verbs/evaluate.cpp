// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstdio>

#include "app/verbs/verb_inputs.h"
#include "app/verbs/verbs.h"
#include "core/base/atomic_file.h"
#include "core/evaluation/dice.h"
#include "core/evaluation/image_metrics.h"
#include "core/landmarks/spine_labels.h"
#include "core/pipeline/compare_runs.h"
#include "core/registration/image_checks.h"

namespace transpine {
namespace {

std::string fixed(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4f", value);
  return text;
}

// JSON knows no infinity: a PSNR without any error becomes null.
nlohmann::json number(double value) {
  return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json(nullptr);
}

nlohmann::json number(const std::optional<double>& value) {
  return value ? number(*value) : nlohmann::json(nullptr);
}

// What is measured, in the order of the tables.
using Row = std::pair<std::string, std::optional<double>>;

class EvaluateVerb : public Verb {
 public:
  std::string name() const override { return "evaluate"; }
  std::string summary() const override {
    return "Measures a synthetic CT against a real one, or a segmentation against a reference; or "
           "compares the scores of two runs (paired t-test).";
  }
  std::vector<Positional> positionals() override {
    return {{"RESULT",
             "A synthetic CT; a vertebra mask with --kind segmentation; the folder of a run's "
             "results (STUDY/results/RUN) with --kind runs.",
             &result_},
            {"REFERENCE",
             "The real CT or the reference mask, on the same grid; the other run's results.",
             &reference_}};
  }
  OptionList options() override {
    OptionList list;
    list.add(kind_, {.key = "kind",
                     .label = "What",
                     .help = "Image quality of a CT, Dice of masks, or the paired t-test of two "
                             "runs' scores, subject by subject.",
                     .choices = {"image", "segmentation", "runs"}});
    list.add(mask_, {.key = "mask",
                     .label = "Mask",
                     .help = "Where images are compared, grown in each slice; none = everywhere."});
    list.add(result_subregions_,
             {.key = "subregions",
              .label = "Subregions of the result",
              .help = "With the reference's, Dice of the arches alone is added."});
    list.add(reference_subregions_, {.key = "reference_subregions",
                                     .label = "Subregions of the reference",
                                     .help = "Subregion ids on the reference's grid."});
    list.add(csv_,
             {.key = "csv", .label = "CSV file", .help = "Where the table is written as well."});
    list.append(options_of(quality_));
    return list;
  }

  Result<nlohmann::json> run(VerbContext& context) override {
    if (auto distinct = check_distinct(
            {result_, reference_, mask_, result_subregions_, reference_subregions_}, {csv_});
        !distinct) {
      return distinct.error();
    }
    if (kind_ == "runs") return runs(context);
    const auto result = load_image(result_, context);
    if (!result) return result.error();
    const auto reference = load_image(reference_, context);
    if (!reference) return reference.error();
    if (kind_ == "image") {
      warn_unless_ct(result_, result->volume, context.out);
      warn_unless_ct(reference_, reference->volume, context.out);
    }
    std::vector<Row> rows;
    auto measured = kind_ == "image" ? images(result->volume, reference->volume, rows, context)
                                     : masks(result->volume, reference->volume, rows, context);
    if (!measured) return about(result_.string() + " and " + reference_.string(), measured.error());
    std::string csv = "measure,value\n";
    for (const auto& [measure, value] : rows) {
      context.out.text(measure + std::string(measure.size() < 24 ? 24 - measure.size() : 1, ' ') +
                       (value ? fixed(*value) : "-"));
      csv += measure + "," + (value ? fixed(*value) : "") + "\n";
    }
    if (!csv_.empty() && !context.dry_run) {
      if (auto written = write_text_atomically(csv_, csv); !written) return written.error();
    }
    return measured;
  }

 private:
  static void warn_unless_ct(const std::filesystem::path& path, const Volume& volume, Output& out) {
    if (!ct_warning(volume)) return;
    out.warning(
        path.string() +
        " has no negative values, so it is no CT in Hounsfield units and these figures mean "
        "nothing. For masks take --kind segmentation.");
  }

  Result<nlohmann::json> runs(VerbContext& context) const {
    const auto first = read_scores(result_);
    if (!first) return first.error();
    const auto second = read_scores(reference_);
    if (!second) return second.error();
    const auto compared = compare_runs(*first, *second);
    if (!compared) return about(result_.string() + " and " + reference_.string(), compared.error());
    context.out.text("First minus second run, subjects paired; two-sided t-test.");
    std::string csv = "measure,n,mean_difference,ci95_low,ci95_high,t,p,cohens_dz\n";
    nlohmann::json measures = nlohmann::json::object();
    for (const RunComparison& one : *compared) {
      nlohmann::json& entry = measures[one.key];
      entry["n"] = one.pairs;
      if (!one.test) {
        context.out.text(one.title + ": " + one.test.error().title);
        entry["note"] = one.test.error().title;
        csv += one.key + "," + std::to_string(one.pairs) + ",,,,,,\n";
        continue;
      }
      const PairedTTest& test = *one.test;
      char line[160];
      std::snprintf(line, sizeof line, "%-24s n %d  %+.4f [%+.4f, %+.4f]  t %.3f  p %.4g",
                    one.title.c_str(), test.n, test.mean_difference, test.ci95_low, test.ci95_high,
                    test.t, test.p);
      context.out.text(line);
      entry.update({{"mean_difference", test.mean_difference},
                    {"sd_difference", test.sd_difference},
                    {"ci95", {test.ci95_low, test.ci95_high}},
                    {"t", number(test.t)},
                    {"p", test.p},
                    {"cohens_dz", number(test.cohens_dz)}});
      std::snprintf(line, sizeof line, ",%d,%.6g,%.6g,%.6g,%.6g,%.6g,%.6g\n", test.n,
                    test.mean_difference, test.ci95_low, test.ci95_high, test.t, test.p,
                    test.cohens_dz);
      csv += one.key + line;
    }
    if (!csv_.empty() && !context.dry_run) {
      if (auto written = write_text_atomically(csv_, csv); !written) return written.error();
    }
    return nlohmann::json{{"test", "paired t-test, two-sided"}, {"measures", measures}};
  }

  Result<nlohmann::json> images(const Volume& result, const Volume& reference,
                                std::vector<Row>& rows, VerbContext& context) const {
    Volume mask;
    if (!mask_.empty()) {
      const auto loaded = load_image(mask_, context);
      if (!loaded) return loaded.error();
      mask = loaded->volume;
    }
    const auto quality = compare_images(result, reference, mask, quality_, context.job);
    if (!quality) return quality.error();
    rows = {{"L1", quality->l1},
            {"MSE", quality->mse},
            {"PSNR (dB)", quality->psnr_db},
            {"SSIM", quality->ssim},
            {"VIFp", quality->vifp}};
    nlohmann::json json{{"l1", number(quality->l1)},
                        {"mse", number(quality->mse)},
                        {"psnr_db", number(quality->psnr_db)},
                        {"ssim", number(quality->ssim)},
                        {"vifp", number(quality->vifp)},
                        {"slices", quality->slices},
                        {"identical_slices", quality->identical_slices}};
    if (const auto note = psnr_note(*quality)) {
      context.out.text(*note);
      json["note"] = *note;
    }
    return json;
  }

  Result<nlohmann::json> masks(const Volume& result, const Volume& reference,
                               std::vector<Row>& rows, VerbContext& context) const {
    const auto counted = count_labels(result, reference);
    if (!counted) return counted.error();
    const DiceScores scores = dice_scores(*counted);
    if (!scores.global) {
      return Error{"Both masks are empty.", "Check that these are vertebra masks."};
    }
    nlohmann::json dice{{"global", number(scores.global)},
                        {"mean_vertebra", number(scores.mean_vertebra)},
                        {"vertebrae", scores.vertebrae}};
    rows = {{"Dice global", scores.global}, {"Dice mean of vertebrae", scores.mean_vertebra}};
    if (!result_subregions_.empty() && !reference_subregions_.empty()) {
      auto posterior = posterior_scores(result, reference, context);
      if (!posterior) return posterior.error();
      rows.emplace_back("Dice posterior", posterior->global);
      dice["posterior"] = number(posterior->global);
      for (const auto& [id, score] : posterior->per_vertebra) {
        dice["posterior_per_vertebra"][vertebra_name(id)] = number(score);
      }
    }
    for (const auto& [id, score] : scores.per_vertebra) {
      rows.emplace_back("Dice " + vertebra_name(id), score);
      dice["per_vertebra"][vertebra_name(id)] = number(score);
    }
    return nlohmann::json{{"dice", dice}};
  }

  Result<DiceScores> posterior_scores(const Volume& result, const Volume& reference,
                                      VerbContext& context) const {
    const auto ours = load_image(result_subregions_, context);
    if (!ours) return ours.error();
    const auto theirs = load_image(reference_subregions_, context);
    if (!theirs) return theirs.error();
    const auto a = posterior_only(result, ours->volume);
    if (!a) return a.error();
    const auto b = posterior_only(reference, theirs->volume);
    if (!b) return b.error();
    const auto counted = count_labels(*a, *b);
    if (!counted) return counted.error();
    return dice_scores(*counted);
  }

  std::filesystem::path result_, reference_, mask_, result_subregions_, reference_subregions_, csv_;
  std::string kind_ = "image";
  ImageQualityOptions quality_;
};

}  // namespace

std::unique_ptr<Verb> make_evaluate_verb() {
  return std::make_unique<EvaluateVerb>();
}

}  // namespace transpine
