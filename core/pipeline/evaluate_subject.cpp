// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/evaluate_subject.h"

#include "core/base/atomic_file.h"
#include "core/base/json_text.h"
#include "core/evaluation/vertebra_mask.h"
#include "core/image/input_checks.h"
#include "core/image/nifti_io.h"
#include "core/image/resample.h"
#include "core/pipeline/provenance.h"
#include "core/pipeline/result_files.h"
#include "core/pipeline/steps.h"
#include "core/pipeline/study_files.h"

namespace transpine {
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr double kAir_hu = -1000;
constexpr const char* kReferences[] = {"ct", "ct_from_mr", "reference_vertebrae",
                                       "reference_subregions"};

std::map<int, Eigen::Vector3d> centres_of(const Volume& vertebrae) {
  std::map<int, std::pair<Eigen::Vector3d, double>> sums;
  const Grid& grid = vertebrae.grid();
  visit_values(vertebrae, [&](auto values) {
    std::size_t offset = 0;
    for (std::int64_t k = 0; k < grid.size[2]; ++k) {
      for (std::int64_t j = 0; j < grid.size[1]; ++j) {
        for (std::int64_t i = 0; i < grid.size[0]; ++i, ++offset) {
          const int label = static_cast<int>(values[offset]);
          if (label == 0) continue;
          auto& [sum, count] = sums.try_emplace(label, Eigen::Vector3d::Zero(), 0.0).first->second;
          sum += Eigen::Vector3d(static_cast<double>(i), static_cast<double>(j),
                                 static_cast<double>(k));
          count += 1;
        }
      }
    }
  });
  std::map<int, Eigen::Vector3d> centres;
  for (const auto& [label, sum] : sums) {
    centres[label] = grid.point_from_index(sum.first / sum.second);
  }
  return centres;
}

/// All that one result is measured by, each empty where there is none.
struct CaseInputs {
  Volume sct, ct, mask;
  Volume vertebrae, subregions;
  Volume reference, reference_subregions;
};

/// The images of a case with the names by which messages call them.
class Case {
 public:
  Case(const Study& study, const std::string& run, const std::string& subject)
      : study_(study), subject_(subject), files_(result_files(study, run, subject)) {}

  /// Reads what must be there. What is left is read by `measure`.
  Result<void> open() {
    auto sct = read_nifti(files_.sct);
    if (!sct) return sct.error();
    sct_ = *sct;
    auto path = required_file(study_, subject_, Role::mr_vertebrae);
    if (!path) return path.error();
    auto reference = read_role(study_, subject_, Role::mr_vertebrae);
    if (!reference) return reference.error();
    auto vertebrae = vertebra_mask(*reference, path->string());
    if (!vertebrae) return vertebrae.error();
    reference_ = vertebrae->labels;
    if (auto note = foreign_note(*vertebrae, path->string()); !note.empty()) {
      notes_.push_back(note);
    }
    return check_same_grid(sct_.grid(), reference_.grid(),
                           files_.sct.string() + " and " + path->string());
  }

  const Volume& reference() const { return reference_; }
  const Grid& grid() const { return sct_.grid(); }
  /// Of what was read, not of what was measured.
  const std::vector<std::string>& notes() const { return notes_; }

  Result<CaseFigures> figures(const EvaluationOptions& options, JobContext& job) {
    CaseInputs inputs{sct_, {}, reference_, {}, {}, reference_, {}};
    if (auto read = read_masks(inputs); !read) return read.error();
    if (auto read = read_ct(inputs, sct_.grid(), job); !read) return read.error();
    return measure(inputs, options, job);
  }

  /// The same on the isotropic grid: the run's own isotropic results where it has them, else the
  /// others resampled.
  Result<CaseFigures> isotropic_figures(const EvaluationOptions& options, JobContext& job) {
    CaseInputs inputs{};
    const auto own = fs::exists(files_.sct_iso) ? read_nifti(files_.sct_iso) : Result<Volume>(sct_);
    if (!own) return own.error();
    const Grid grid = fs::exists(files_.sct_iso) ? own->grid() : isotropic_grid(sct_.grid());
    const auto on_grid = [&](const Volume& from, Interpolation interpolation,
                             double outside) -> Result<Volume> {
      if (from.empty() || from.grid().same_as(grid)) return from;
      return resample(from, grid, Rigid3(), interpolation, outside, job);
    };
    auto sct = on_grid(*own, Interpolation::linear, kAir_hu);
    if (!sct) return sct.error();
    inputs.sct = *sct;
    CaseInputs native{sct_, {}, reference_, {}, {}, reference_, {}};
    if (auto read = read_masks(native); !read) return read.error();
    if (fs::exists(files_.vertebrae_iso)) {
      auto vertebrae = read_nifti(files_.vertebrae_iso);
      if (!vertebrae) return vertebrae.error();
      auto checked = vertebra_mask(*vertebrae, files_.vertebrae_iso.string());
      if (checked) native.vertebrae = checked->labels;
    }
    for (const auto part : {&CaseInputs::vertebrae, &CaseInputs::subregions, &CaseInputs::reference,
                            &CaseInputs::reference_subregions, &CaseInputs::mask}) {
      auto mask = on_grid(native.*part, Interpolation::nearest, 0);
      if (!mask) return mask.error();
      inputs.*part = *mask;
    }
    if (auto read = read_ct(inputs, grid, job); !read) return read.error();
    return measure(inputs, options, job);
  }

 private:
  Result<void> read_masks(CaseInputs& inputs) {
    if (fs::exists(files_.vertebrae)) {
      auto vertebrae = read_nifti(files_.vertebrae);
      if (!vertebrae) return vertebrae.error();
      auto checked = vertebra_mask(*vertebrae, files_.vertebrae.string());
      if (!checked) {
        note_once(checked.error().message());
      } else {
        inputs.vertebrae = checked->labels;
        note_once(foreign_note(*checked, files_.vertebrae.string()));
      }
    }
    const bool has_reference = !study_.find(subject_)->path_of(Role::mr_subregions).empty();
    if (!has_reference || !fs::exists(files_.subregions)) return {};
    auto subregions = read_nifti(files_.subregions);
    if (!subregions) return subregions.error();
    inputs.subregions = *subregions;
    auto reference = read_role(study_, subject_, Role::mr_subregions);
    if (!reference) return reference.error();
    inputs.reference_subregions = *reference;
    return {};
  }

  /// No CT where the study has none or nothing places it on the MR.
  Result<void> read_ct(CaseInputs& inputs, const Grid& grid, JobContext& job) {
    if (study_.find(subject_)->path_of(Role::ct).empty()) return {};
    auto ct_from_mr = subject_transform(study_, subject_);
    if (!ct_from_mr) return {};
    auto ct = read_role(study_, subject_, Role::ct);
    if (!ct) return ct.error();
    JobContext resampling = job.part(0, 0.5, "real CT on the MR grid");
    auto on_mr =
        resample(*ct, grid, *ct_from_mr, Interpolation::cubic_bspline, kAir_hu, resampling);
    if (!on_mr) return on_mr.error();
    inputs.ct = *on_mr;
    return {};
  }

  Result<CaseFigures> measure(const CaseInputs& inputs, const EvaluationOptions& options,
                              JobContext& job) {
    CaseFigures figures;
    if (!inputs.ct.empty()) {
      JobContext comparing = job.part(0.5, 0.8, "image quality");
      auto quality = compare_images(inputs.sct, inputs.ct, inputs.mask, options.images, comparing);
      if (!quality && quality.error().is_cancelled()) return quality.error();
      if (quality) {
        figures.notes = nan_notes(*quality);
        figures.quality = std::move(*quality);
      } else {
        figures.notes.push_back(quality.error().message());
      }
    }
    if (!job.checkpoint(0.85, "Dice")) return cancelled_error();
    if (inputs.vertebrae.empty()) return figures;
    const auto added =
        add_mask_figures(figures, inputs.vertebrae, inputs.reference, inputs.subregions,
                         inputs.reference_subregions, options.masks);
    if (!added) {
      figures.notes.push_back(files_.vertebrae.string() +
                              " and the reference: " + added.error().message());
    }
    return figures;
  }

  void note_once(const std::string& note) {
    if (note.empty() || std::find(notes_.begin(), notes_.end(), note) != notes_.end()) return;
    notes_.push_back(note);
  }

  const Study& study_;
  std::string subject_;
  ResultFiles files_;
  Volume sct_, reference_;
  std::vector<std::string> notes_;
};

ScoreBasis basis_of(const Grid& grid, const json& provenance) {
  ScoreBasis basis{grid, {}, provenance.at("options")};
  for (const char* name : kReferences) {
    if (!provenance.at("inputs").contains(name)) continue;
    basis.references[name] = provenance.at("inputs").at(name).value("content_hash", "");
  }
  return basis;
}

}  // namespace

OptionList options_of(EvaluationOptions& options) {
  OptionList list = options_of(options.images);
  list.append(options_of(options.masks));
  list.add(options.isotropic,
           {.key = "isotropic",
            .label = "Isotropic grid too",
            .help = "Measure on a grid of 1 mm as well: images resampled linearly, masks by the "
                    "nearest voxel."});
  return list;
}

Result<void> add_mask_figures(CaseFigures& figures, const Volume& vertebrae,
                              const Volume& reference, const Volume& subregions,
                              const Volume& reference_subregions, const MaskScoreOptions& options) {
  auto scores = score_masks(vertebrae, reference, options);
  if (!scores) return scores.error();
  const auto notes = notes_of(*scores);
  figures.notes.insert(figures.notes.end(), notes.begin(), notes.end());
  figures.dice = std::move(scores->dice);
  figures.surfaces = std::move(scores->surfaces);
  figures.missing = std::move(scores->missing);
  figures.extra = std::move(scores->extra);
  figures.shift = scores->shift;
  if (subregions.empty() || reference_subregions.empty()) return {};
  const auto predicted = posterior_only(vertebrae, subregions);
  if (!predicted) return predicted.error();
  const auto expected = posterior_only(reference, reference_subregions);
  if (!expected) return expected.error();
  auto posterior = score_masks(*predicted, *expected, options);
  if (!posterior) return posterior.error();
  figures.dice_posterior = posterior->dice.global;
  figures.dice_posterior_mean_vertebra = posterior->dice.mean_vertebra;
  figures.surfaces_posterior = std::move(posterior->surfaces);
  return {};
}

Grid isotropic_grid(const Grid& grid) {
  return respaced(grid, Eigen::Vector3d::Ones());
}

Result<json> score_provenance(const Study& study, const std::string& run,
                              const std::string& subject, const EvaluationOptions& options) {
  const Subject& entry = *study.find(subject);
  const ResultFiles files = result_files(study, run, subject);
  const auto if_there = [](const fs::path& path) { return fs::exists(path) ? path : fs::path(); };
  const auto if_isotropic = [&](const fs::path& path) {
    return options.isotropic ? if_there(path) : fs::path();
  };
  const fs::path own_transform = study.transform_file(subject);
  EvaluationOptions used = options;
  return provenance_of(
      "evaluate", options_of(used).to_json(),
      {{"sct", files.sct},
       {"vertebrae", if_there(files.vertebrae)},
       {"subregions", if_there(files.subregions)},
       {"sct_iso", if_isotropic(files.sct_iso)},
       {"vertebrae_iso", if_isotropic(files.vertebrae_iso)},
       {"ct", entry.path_of(Role::ct)},
       {"ct_from_mr", fs::exists(own_transform) ? own_transform : entry.path_of(Role::ct_from_mr)},
       {"reference_vertebrae", entry.path_of(Role::mr_vertebrae)},
       {"reference_subregions", entry.path_of(Role::mr_subregions)}});
}

Result<CaseScores> evaluate_subject(const Study& study, const std::string& run,
                                    const std::string& subject, const EvaluationOptions& options,
                                    JobContext& job) {
  Case one(study, run, subject);
  if (auto opened = one.open(); !opened) return opened.error();
  CaseScores scores;
  scores.subject = subject;
  scores.run = run;
  scores.vertebra_centres_mm = centres_of(one.reference());
  JobContext native_job = job.part(0, options.isotropic ? 0.4 : 0.95);
  auto figures = one.figures(options, native_job);
  if (!figures) return figures.error();
  static_cast<CaseFigures&>(scores) = std::move(*figures);
  if (options.isotropic) {
    JobContext isotropic_job = job.part(0.4, 0.95);
    auto isotropic = one.isotropic_figures(options, isotropic_job);
    if (!isotropic) return isotropic.error();
    scores.isotropic = std::move(*isotropic);
  }
  scores.notes.insert(scores.notes.begin(), one.notes().begin(), one.notes().end());
  if (!scores.quality && !scores.dice && !scores.notes.empty()) {
    return Error{subject + ": " + scores.notes.front(), "Nothing of this case could be measured."};
  }
  auto provenance = score_provenance(study, run, subject, options);
  if (!provenance) return provenance.error();
  scores.basis = basis_of(one.grid(), *provenance);
  json document = to_json(scores);
  document["provenance"] = *provenance;
  auto written = write_text_atomically(result_files(study, run, subject).scores,
                                       json_text(document, 2) + "\n");
  if (!written) return written.error();
  return scores;
}

}  // namespace transpine
