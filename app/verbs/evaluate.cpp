// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "app/verbs/evaluate_cohort.h"
#include "app/verbs/verb_inputs.h"
#include "app/verbs/verbs.h"
#include "core/base/atomic_file.h"
#include "core/base/csv_text.h"
#include "core/evaluation/vertebra_mask.h"
#include "core/image/input_checks.h"
#include "core/image/resample.h"
#include "core/landmarks/spine_labels.h"
#include "core/registration/image_checks.h"

namespace transpine {
namespace {

using nlohmann::json;

constexpr double kAir_hu = -1000;

// What is measured, in the order of the tables.
struct Row {
  std::string title;
  std::optional<double> value;
  int digits = 4;
};

/// All volumes of one comparison; those of masks or images are empty where not asked for.
struct Inputs {
  Volume result, reference, mask;
  Volume result_subregions, reference_subregions;
};

class EvaluateVerb : public Verb {
 public:
  std::string name() const override { return "evaluate"; }
  std::string summary() const override {
    return "Measures a synthetic CT against a real one, a segmentation against a reference, or a "
           "run over a study; or compares the scores of runs (paired tests).";
  }
  std::vector<Positional> positionals() override {
    return {{"RESULT",
             "A synthetic CT; a vertebra mask with --kind segmentation; a study's folder with "
             "--kind study; the folder of a run's results (STUDY/results/RUN) with --kind runs.",
             &result_},
            {"REFERENCE",
             "The real CT or the reference mask, on the same grid; the name of the run; the "
             "baseline's results.",
             &reference_}};
  }
  OptionList options() override {
    OptionList list;
    list.add(kind_, {.key = "kind",
                     .label = "What",
                     .help = "image: quality of a CT. segmentation: Dice and surface distances of "
                             "masks. study: both for all results of a run, going on where it was "
                             "ended. runs: tests of runs against a baseline, paired by subject.",
                     .choices = {"image", "segmentation", "study", "runs"}});
    list.add(mask_, {.key = "mask",
                     .label = "Mask",
                     .help = "Where images are compared, grown in each slice; none = everywhere."});
    list.add(result_subregions_,
             {.key = "subregions",
              .label = "Subregions of the result",
              .help = "With the reference's, figures of the arches alone are added."});
    list.add(reference_subregions_, {.key = "reference_subregions",
                                     .label = "Subregions of the reference",
                                     .help = "Subregion ids on the reference's grid."});
    list.add(also_, {.key = "also",
                     .label = "Further runs",
                     .help = "More results folders to compare with REFERENCE; p values are "
                             "adjusted for all of them, and the largest are named."});
    list.add(csv_,
             {.key = "csv", .label = "CSV file", .help = "Where the table is written as well."});
    list.append(options_of(study_));
    list.append(options_of(compare_));
    return list;
  }
  std::map<std::string, json> presets() override { return image_quality_presets(); }
  std::string preset_help() const override {
    return "How images are compared; single options change it. paper: over slices, with the mask "
           "grown by 10 mm, PSNR of images from 0 to 1. synthrad: in the mask as it is, PSNR of "
           "the volume from -1024 to 3071 HU. MS-SSIM and MAE are SynthRAD's in both.";
  }

  Result<json> run(VerbContext& context) override {
    std::vector<std::filesystem::path> inputs{result_, reference_, mask_, result_subregions_,
                                              reference_subregions_};
    const std::vector<std::filesystem::path> further(also_.begin(), also_.end());
    inputs.insert(inputs.end(), further.begin(), further.end());
    if (auto distinct = check_distinct(inputs, {csv_}); !distinct) return distinct.error();
    if (kind_ == "study") {
      if (!csv_.empty()) {
        return Error{"A study's table is always reports/evaluation_" + reference_.string() +
                         ".csv in its folder.",
                     "Leave --csv out."};
      }
      return evaluate_cohort(result_, reference_.string(), study_, context);
    }
    if (kind_ == "runs") {
      std::vector<std::filesystem::path> runs{result_};
      runs.insert(runs.end(), further.begin(), further.end());
      compare_.isotropic = study_.evaluation.isotropic;
      return evaluate_runs(runs, reference_, compare_, csv_, context);
    }
    return pair(context);
  }

 private:
  Result<json> pair(VerbContext& context) {
    auto inputs = kind_ == "image" ? load_images(context) : load_masks(context);
    if (!inputs) return inputs.error();
    std::vector<Row> rows;
    const auto measured = [&](const Inputs& of, const std::string& suffix) -> Result<json> {
      auto figures = kind_ == "image" ? images(of, context) : masks(of);
      if (!figures) return about(files(), figures.error());
      add_rows(*figures, suffix, rows);
      for (const auto& note : figures->notes) context.out.warning(note);
      return report(*figures);
    };
    auto result = measured(*inputs, "");
    if (!result) return result;
    if (study_.evaluation.isotropic) {
      auto isotropic = on_isotropic_grid(*inputs, context.job);
      if (!isotropic) return isotropic.error();
      auto part = measured(*isotropic, ", 1 mm grid");
      if (!part) return part;
      (*result)["isotropic"] = std::move(*part);
    }
    if (auto written = write(rows, context); !written) return written.error();
    return result;
  }

  std::string files() const { return result_.string() + " and " + reference_.string(); }

  Result<void> write(const std::vector<Row>& rows, VerbContext& context) const {
    std::string csv = "measure,value\n";
    for (const Row& row : rows) {
      const std::string text = figure_text(row.value, row.digits);
      const std::size_t width = 36;
      context.out.text(row.title +
                       std::string(row.title.size() < width ? width - row.title.size() : 1, ' ') +
                       text);
      csv += csv_field(row.title) + "," + (row.value ? figure_text(row.value, 9) : "") + "\n";
    }
    if (csv_.empty() || context.dry_run) return {};
    return write_text_atomically(csv_, csv);
  }

  void add_rows(const CaseFigures& figures, const std::string& suffix,
                std::vector<Row>& rows) const {
    const bool of_images = kind_ == "image";
    for (const CaseFigure& figure : case_figures()) {
      const bool posterior = std::string(figure.key).find("posterior") != std::string::npos;
      if (figure.of_images != of_images || (posterior && !figures.surfaces_posterior)) continue;
      auto value = figure.value(figures);
      if (figure.key == std::string("psnr_db")) value = figures.quality->psnr_db;
      rows.push_back({figure.title + suffix, value, figure.digits});
    }
    if (!figures.dice) return;
    for (const auto& [id, score] : figures.dice->per_vertebra) {
      rows.push_back({"Dice " + vertebra_name(id) + suffix, score, 3});
    }
    for (const auto& [id, score] : figures.surfaces->per_vertebra) {
      rows.push_back({"HD95 " + vertebra_name(id) + " (mm)" + suffix, score.hd95_mm, 2});
      rows.push_back({"ASSD " + vertebra_name(id) + " (mm)" + suffix, score.assd_mm, 2});
      rows.push_back({"NSD " + vertebra_name(id) + suffix, score.nsd, 3});
    }
  }

  static json report(const CaseFigures& figures) {
    json document = to_json(figures);
    if (figures.quality) {
      // Flat, as these figures always were; what slices have stays in the scores of a study.
      json quality = document["image_quality"];
      quality.erase("psnr_db_per_slice");
      quality.erase("ssim_per_slice");
      document.erase("image_quality");
      document.update(quality);
    }
    if (figures.dice) document["dice"]["vertebrae"] = figures.dice->vertebrae;
    return document;
  }

  static void warn_unless_ct(const std::filesystem::path& path, const Volume& volume, Output& out) {
    if (!ct_warning(volume)) return;
    out.warning(
        path.string() +
        " has no negative values, so it is no CT in Hounsfield units and these figures mean "
        "nothing. For masks take --kind segmentation.");
  }

  Result<Inputs> load_images(VerbContext& context) const {
    Inputs inputs;
    for (const auto& [path, volume] :
         {std::pair(&result_, &inputs.result), std::pair(&reference_, &inputs.reference),
          std::pair(&mask_, &inputs.mask)}) {
      if (path->empty()) continue;
      const auto loaded = load_image(*path, context);
      if (!loaded) return loaded.error();
      *volume = loaded->volume;
      if (path != &mask_) warn_unless_ct(*path, *volume, context.out);
    }
    return inputs;
  }

  Result<Inputs> load_masks(VerbContext& context) const {
    Inputs inputs;
    for (const auto& [path, volume] :
         {std::pair(&result_, &inputs.result), std::pair(&reference_, &inputs.reference)}) {
      const auto loaded = load_image(*path, context);
      if (!loaded) return loaded.error();
      const auto mask = vertebra_mask(loaded->volume, path->string());
      if (!mask) return mask.error();
      if (auto note = foreign_note(*mask, path->string()); !note.empty()) {
        context.out.warning(note);
      }
      *volume = mask->labels;
    }
    if (result_subregions_.empty() || reference_subregions_.empty()) return inputs;
    for (const auto& [path, volume] :
         {std::pair(&result_subregions_, &inputs.result_subregions),
          std::pair(&reference_subregions_, &inputs.reference_subregions)}) {
      const auto loaded = load_mask(*path, context);
      if (!loaded) return loaded.error();
      *volume = loaded->volume;
    }
    return inputs;
  }

  Result<CaseFigures> images(const Inputs& inputs, VerbContext& context) const {
    CaseFigures figures;
    auto quality = compare_images(inputs.result, inputs.reference, inputs.mask,
                                  study_.evaluation.images, context.job);
    if (!quality) return quality.error();
    figures.notes = nan_notes(*quality);
    if (const auto note = psnr_note(*quality)) figures.notes.push_back(*note);
    figures.quality = std::move(*quality);
    return figures;
  }

  Result<CaseFigures> masks(const Inputs& inputs) const {
    CaseFigures figures;
    const auto added =
        add_mask_figures(figures, inputs.result, inputs.reference, inputs.result_subregions,
                         inputs.reference_subregions, study_.evaluation.masks);
    if (!added) return added.error();
    if (!figures.dice->global) {
      return Error{"Both masks are empty.", "Check that these are vertebra masks."};
    }
    return figures;
  }

  /// Images linearly, masks by the nearest voxel.
  Result<Inputs> on_isotropic_grid(const Inputs& inputs, JobContext& job) const {
    const Grid grid = isotropic_grid(inputs.result.grid());
    const auto by_image = kind_ == "image" ? Interpolation::linear : Interpolation::nearest;
    Inputs moved;
    struct Part {
      Volume Inputs::*volume;
      Interpolation interpolation;
      double outside;
    };
    const double outside = kind_ == "image" ? kAir_hu : 0;
    for (const Part& part :
         {Part{&Inputs::result, by_image, outside}, Part{&Inputs::reference, by_image, outside},
          Part{&Inputs::mask, Interpolation::nearest, 0},
          Part{&Inputs::result_subregions, Interpolation::nearest, 0},
          Part{&Inputs::reference_subregions, Interpolation::nearest, 0}}) {
      const Volume& from = inputs.*part.volume;
      if (from.empty()) continue;
      auto to = resample(from, grid, Rigid3(), part.interpolation, part.outside, job);
      if (!to) return to.error();
      moved.*part.volume = *to;
    }
    return moved;
  }

  std::filesystem::path result_, reference_, mask_, result_subregions_, reference_subregions_, csv_;
  std::vector<std::string> also_;
  std::string kind_ = "image";
  EvaluateStudyOptions study_;
  CompareRunsOptions compare_;
};

}  // namespace

std::unique_ptr<Verb> make_evaluate_verb() {
  return std::make_unique<EvaluateVerb>();
}

}  // namespace transpine
