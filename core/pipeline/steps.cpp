// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/steps.h"

#include <cmath>
#include <limits>

#include "core/base/atomic_file.h"
#include "core/base/json_text.h"
#include "core/image/image_io.h"
#include "core/image/nifti_io.h"
#include "core/image/resample.h"
#include "core/landmarks/spine_labels.h"
#include "core/pipeline/group_files.h"
#include "core/pipeline/provenance.h"
#include "core/registration/transform_direction.h"
#include "core/registration/transform_file.h"

namespace transpine {
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr double kAir_hu = -1000;

Result<fs::path> required_file(const Study& study, const std::string& subject, Role role) {
  const Subject* found = study.find(subject);
  if (!found) {
    return Error{"The study " + study.folder().string() + " has no subject " + subject + ".",
                 "Import its images first."};
  }
  const fs::path path = found->path_of(role);
  if (path.empty()) {
    return Error{subject + " has no " + role_key(role) + ".", "Add that file to the subject."};
  }
  return path;
}

Result<Volume> read_role(const Study& study, const std::string& subject, Role role) {
  auto path = required_file(study, subject, role);
  if (!path) return path.error();
  auto image = read_image(*path);
  if (!image) return image.error();
  return image->volume;
}

json optional_json(const std::optional<double>& value) {
  return value ? json(*value) : json(nullptr);
}

// JSON has no infinity: the PSNR of equal images is null.
json psnr_json(double psnr_db) {
  return std::isfinite(psnr_db) ? json(psnr_db) : json(nullptr);
}

double psnr_from(const json& value) {
  return value.is_null() ? std::numeric_limits<double>::infinity() : value.get<double>();
}

std::optional<double> optional_from(const json& value) {
  if (!value.is_number()) return std::nullopt;
  return value.get<double>();
}

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

// Absent where the study has no real CT or nothing places it on the MR.
Result<std::optional<ImageQuality>> quality_of(const Study& study, const std::string& subject,
                                               const Volume& sct, const Volume& mask,
                                               const ImageQualityOptions& options,
                                               JobContext& job) {
  const Subject* found = study.find(subject);
  if (!found || found->path_of(Role::ct).empty()) return std::optional<ImageQuality>();
  auto ct_from_mr = subject_transform(study, subject);
  if (!ct_from_mr) return std::optional<ImageQuality>();
  auto ct = read_role(study, subject, Role::ct);
  if (!ct) return ct.error();
  JobContext resampling = job.part(0, 0.5, "real CT on the MR grid");
  auto on_mr =
      resample(*ct, sct.grid(), *ct_from_mr, Interpolation::cubic_bspline, kAir_hu, resampling);
  if (!on_mr) return on_mr.error();
  JobContext comparing = job.part(0.5, 1, "image quality");
  auto quality = compare_images(sct, *on_mr, mask, options, comparing);
  if (!quality) return quality.error();
  return std::optional<ImageQuality>(*quality);
}

Result<void> add_dice(CaseScores& scores, const ResultFiles& files, const Volume& reference,
                      const Volume& reference_subregions) {
  if (!fs::exists(files.vertebrae)) return {};
  auto vertebrae = read_nifti(files.vertebrae);
  if (!vertebrae) return vertebrae.error();
  auto confusion = count_labels(*vertebrae, reference);
  if (!confusion) return confusion.error();
  scores.dice = dice_scores(*confusion);
  if (reference_subregions.empty() || !fs::exists(files.subregions)) return {};
  auto subregions = read_nifti(files.subregions);
  if (!subregions) return subregions.error();
  auto predicted = posterior_only(*vertebrae, *subregions);
  if (!predicted) return predicted.error();
  auto expected = posterior_only(reference, reference_subregions);
  if (!expected) return expected.error();
  auto posterior = count_labels(*predicted, *expected);
  if (!posterior) return posterior.error();
  scores.dice_posterior = dice_scores(*posterior).global;
  return {};
}

/// The error with the subject in front; a cancelled job stays as it is.
Error about(const std::string& subject, const Error& error) {
  if (error.is_cancelled()) return error;
  return {subject + ": " + error.title, error.remedy};
}

/// Masks and figures of an older synthetic CT would pass for those of the new one.
void remove_what_came_of_sct(const ResultFiles& files, bool keeps_uncertainty) {
  std::error_code ignored;
  if (!keeps_uncertainty) {
    fs::remove(files.uncertainty, ignored);
    fs::remove(files.uncertainty_iso, ignored);
  }
  for (const fs::path& stale : {files.vertebrae, files.subregions, files.masks_sidecar,
                                files.scores, files.vertebrae_iso}) {
    fs::remove(stale, ignored);
  }
}

/// The vertebrae of the isotropic synthetic CT, where there is one: Fig. 7 of the paper shows both
/// grids. What goes wrong here is logged and does not cost the masks on the MR's grid.
Result<std::optional<Volume>> isotropic_masks(const ResultFiles& files, const LandmarkSet& points,
                                              const SegmentOptions& options, JobContext& job) {
  std::optional<Volume> none;
  if (!fs::exists(files.sct_iso)) return none;
  auto sct = read_nifti(files.sct_iso);
  auto masks = sct ? segment_bone(*sct, points, options, job) : Result<Segmentation>(sct.error());
  if (masks) return std::optional<Volume>(masks->vertebrae);
  if (masks.error().is_cancelled()) return masks.error();
  job.log(files.sct_iso.string() + ": " + masks.error().message());
  std::error_code ignored;
  fs::remove(files.vertebrae_iso, ignored);
  return none;
}

Result<json> score_provenance(const Study& study, const ResultFiles& files,
                              const std::string& subject, const ImageQualityOptions& options) {
  const Subject& entry = *study.find(subject);
  const auto if_there = [](const fs::path& path) { return fs::exists(path) ? path : fs::path(); };
  const fs::path own_transform = study.transform_file(subject);
  ImageQualityOptions used = options;
  return provenance_of(
      "evaluate", options_of(used).to_json(),
      {{"sct", files.sct},
       {"vertebrae", if_there(files.vertebrae)},
       {"subregions", if_there(files.subregions)},
       {"ct", entry.path_of(Role::ct)},
       {"ct_from_mr", fs::exists(own_transform) ? own_transform : entry.path_of(Role::ct_from_mr)},
       {"reference_vertebrae", entry.path_of(Role::mr_vertebrae)},
       {"reference_subregions", entry.path_of(Role::mr_subregions)}});
}

}  // namespace

Result<LandmarkDocument> subject_landmarks(const Study& study, const std::string& subject) {
  const fs::path path = study.points_file(subject);
  if (path.empty()) return required_file(study, subject, Role::landmarks).error();
  return read_landmark_document(path);
}

Result<RegistrationResult> register_subject(const Study& study, const std::string& subject,
                                            const RegistrationOptions& options) {
  auto document = subject_landmarks(study, subject);
  if (!document) return document.error();
  auto result =
      register_landmarks(active_points(document->mr), active_points(document->ct), options);
  if (!result) return Error{subject + ": " + result.error().title, result.error().remedy};
  if (auto written = write_transform(study.transform_file(subject), result->ct_from_mr); !written) {
    return written.error();
  }
  return result;
}

Result<Rigid3> subject_transform(const Study& study, const std::string& subject) {
  const fs::path own = study.transform_file(subject);
  if (fs::exists(own)) return read_transform(own);
  auto imported = required_file(study, subject, Role::ct_from_mr);
  if (!imported) return imported.error();
  return read_ct_from_mr(*imported);
}

Result<ResultFiles> translate_subject(const Study& study, const std::string& run,
                                      const std::string& subject, TranslateOptions options,
                                      JobContext& job) {
  auto mr = read_role(study, subject, Role::mr);
  if (!mr) return mr.error();
  if (options.model.empty()) options.model = study.runs_folder() / run;
  options.grid = "both";
  JobContext translating = job.part(0, 0.95);
  auto translated = translate(*mr, options, translating);
  if (!translated) return about(subject, translated.error());
  const ResultFiles files = result_files(study, run, subject);
  if (!job.checkpoint(0.96, "writing")) return cancelled_error();
  const fs::path source = study.find(subject)->path_of(Role::mr);
  auto sidecar = provenance_of("translate", translated->provenance.at("options"), {{"mr", source}});
  if (!sidecar) return sidecar.error();
  sidecar->update(translated->provenance);
  (*sidecar)["subject"] = subject;
  (*sidecar)["source"] = source.filename().string();
  std::vector<FileInGroup> group{nifti_in_group(files.sct, *translated->native),
                                 nifti_in_group(files.sct_iso, *translated->isotropic),
                                 json_in_group(files.sidecar, *sidecar)};
  if (translated->native_uncertainty) {
    group.push_back(nifti_in_group(files.uncertainty, *translated->native_uncertainty));
    group.push_back(nifti_in_group(files.uncertainty_iso, *translated->isotropic_uncertainty));
  }
  if (auto written = write_files_together(group); !written) return written.error();
  remove_what_came_of_sct(files, /*keeps_uncertainty=*/translated->native_uncertainty.has_value());
  return files;
}

Result<Segmentation> segment_subject(const Study& study, const std::string& run,
                                     const std::string& subject, const SegmentOptions& options,
                                     JobContext& job) {
  const ResultFiles files = result_files(study, run, subject);
  auto sct = read_nifti(files.sct);
  if (!sct) return sct.error();
  auto document = subject_landmarks(study, subject);
  if (!document) return document.error();
  JobContext native_job = job.part(0, 0.5);
  auto segmentation = segment_bone(*sct, active_points(document->mr), options, native_job);
  if (!segmentation) return about(subject, segmentation.error());
  JobContext isotropic_job = job.part(0.5, 1);
  auto isotropic = isotropic_masks(files, active_points(document->mr), options, isotropic_job);
  if (!isotropic) return isotropic.error();
  segmentation->vertebrae.set_nifti_forms(sct->nifti_forms());
  segmentation->subregions.set_nifti_forms(sct->nifti_forms());
  SegmentOptions used = options;
  auto sidecar = provenance_of("segment", options_of(used).to_json(),
                               {{"sct", files.sct}, {"landmarks", study.points_file(subject)}});
  if (!sidecar) return sidecar.error();
  (*sidecar)["subject"] = subject;
  std::vector<FileInGroup> group{nifti_in_group(files.vertebrae, segmentation->vertebrae),
                                 nifti_in_group(files.subregions, segmentation->subregions),
                                 json_in_group(files.masks_sidecar, *sidecar)};
  if (*isotropic) group.push_back(nifti_in_group(files.vertebrae_iso, **isotropic));
  if (auto written = write_files_together(group); !written) return written.error();
  // Figures of other masks would be taken for figures of these.
  std::error_code ignored;
  fs::remove(files.scores, ignored);
  return segmentation;
}

Result<CaseScores> evaluate_subject(const Study& study, const std::string& run,
                                    const std::string& subject, const ImageQualityOptions& options,
                                    JobContext& job) {
  const ResultFiles files = result_files(study, run, subject);
  CaseScores scores;
  scores.subject = subject;
  scores.run = run;
  auto sct = read_nifti(files.sct);
  if (!sct) return sct.error();
  auto reference = read_role(study, subject, Role::mr_vertebrae);
  if (!reference) return reference.error();
  scores.vertebra_centres_mm = centres_of(*reference);
  JobContext comparing = job.part(0, 0.8);
  auto quality = quality_of(study, subject, *sct, *reference, options, comparing);
  if (!quality) return quality.error();
  scores.quality = *quality;
  if (!job.checkpoint(0.85, "Dice")) return cancelled_error();
  Volume subregions;
  if (!study.find(subject)->path_of(Role::mr_subregions).empty()) {
    auto read = read_role(study, subject, Role::mr_subregions);
    if (!read) return read.error();
    subregions = *read;
  }
  if (auto added = add_dice(scores, files, *reference, subregions); !added) return added.error();
  auto document = to_json(scores);
  auto provenance = score_provenance(study, files, subject, options);
  if (!provenance) return provenance.error();
  document["provenance"] = *provenance;
  auto written = write_text_atomically(files.scores, json_text(document, 2) + "\n");
  if (!written) return written.error();
  return scores;
}

json to_json(const CaseScores& scores) {
  json document{{"subject", scores.subject}, {"run", scores.run}};
  if (const auto& quality = scores.quality) {
    json psnr_per_slice = json::array();
    for (const double psnr_db : quality->psnr_db_per_slice) {
      psnr_per_slice.push_back(psnr_json(psnr_db));
    }
    document["image_quality"] = {
        {"l1", quality->l1},
        {"mse", quality->mse},
        {"psnr_db", psnr_json(quality->psnr_db)},
        {"ssim", quality->ssim},
        {"vifp", std::isfinite(quality->vifp) ? json(quality->vifp) : json()},
        {"slices", quality->slices},
        {"identical_slices", quality->identical_slices},
        {"psnr_db_per_slice", psnr_per_slice},
        {"ssim_per_slice", quality->ssim_per_slice}};
    if (const auto note = psnr_note(*quality)) document["image_quality"]["note"] = *note;
  }
  if (const auto& dice = scores.dice) {
    json per_vertebra = json::object();
    for (const auto& [label, value] : dice->per_vertebra) {
      per_vertebra[vertebra_name(label)] = optional_json(value);
    }
    document["dice"] = {{"global", optional_json(dice->global)},
                        {"posterior", optional_json(scores.dice_posterior)},
                        {"mean_vertebra", optional_json(dice->mean_vertebra)},
                        {"per_vertebra", per_vertebra}};
  }
  json centres = json::object();
  for (const auto& [label, p] : scores.vertebra_centres_mm) {
    centres[vertebra_name(label)] = {p.x(), p.y(), p.z()};
  }
  document["vertebra_centres_lps_mm"] = centres;
  return document;
}

Result<CaseScores> case_scores_from_json(const json& document) {
  try {
    CaseScores scores;
    scores.subject = document.at("subject").get<std::string>();
    scores.run = document.at("run").get<std::string>();
    if (document.contains("image_quality")) {
      const json& entry = document.at("image_quality");
      ImageQuality quality;
      quality.l1 = entry.at("l1").get<double>();
      quality.mse = entry.at("mse").get<double>();
      quality.psnr_db = psnr_from(entry.at("psnr_db"));
      quality.ssim = entry.at("ssim").get<double>();
      quality.vifp = optional_from(entry.at("vifp")).value_or(std::nan(""));
      quality.slices = entry.at("slices").get<int>();
      quality.identical_slices = entry.value("identical_slices", 0);
      for (const json& psnr_db : entry.at("psnr_db_per_slice")) {
        quality.psnr_db_per_slice.push_back(psnr_from(psnr_db));
      }
      quality.ssim_per_slice = entry.at("ssim_per_slice").get<std::vector<double>>();
      scores.quality = std::move(quality);
    }
    if (document.contains("dice")) {
      const json& entry = document.at("dice");
      DiceScores dice;
      dice.global = optional_from(entry.at("global"));
      dice.mean_vertebra = optional_from(entry.at("mean_vertebra"));
      for (const auto& [name, value] : entry.at("per_vertebra").items()) {
        const auto label = vertebra_from_name(name);
        if (!label) continue;
        dice.per_vertebra[*label] = optional_from(value);
        dice.vertebrae += value.is_number();
      }
      scores.dice = std::move(dice);
      scores.dice_posterior = optional_from(entry.at("posterior"));
    }
    for (const auto& [name, p] : document.at("vertebra_centres_lps_mm").items()) {
      const auto label = vertebra_from_name(name);
      if (!label) continue;
      scores.vertebra_centres_mm[*label] = {p.at(0).get<double>(), p.at(1).get<double>(),
                                            p.at(2).get<double>()};
    }
    return scores;
  } catch (const json::exception& exception) {
    return Error{std::string("A scores file cannot be understood (") + exception.what() + ").",
                 "Evaluate the case again."};
  }
}

}  // namespace transpine
