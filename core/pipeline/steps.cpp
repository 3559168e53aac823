// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/steps.h"

#include "core/base/atomic_file.h"
#include "core/base/json_text.h"
#include "core/image/nifti_io.h"
#include "core/pipeline/edit_masks.h"
#include "core/pipeline/group_files.h"
#include "core/pipeline/provenance.h"
#include "core/pipeline/study_files.h"
#include "core/registration/transform_direction.h"
#include "core/registration/transform_file.h"

namespace transpine {
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

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

/// The active points of the MR; none where a segmenter does not need them and there are none.
Result<LandmarkSet> mr_points(const Study& study, const std::string& subject, bool are_needed) {
  if (!are_needed && study.points_file(subject).empty()) return LandmarkSet();
  auto document = subject_landmarks(study, subject);
  if (!document) return document.error();
  return active_points(document->mr);
}

/// The vertebrae of the isotropic synthetic CT, where there is one: Fig. 7 of the paper shows both
/// grids. What goes wrong here is logged and does not cost the masks on the MR's grid.
Result<std::optional<Volume>> isotropic_masks(SpineSegmenter& segmenter, const ResultFiles& files,
                                              const LandmarkSet& points,
                                              const SegmentOptions& options, JobContext& job) {
  std::optional<Volume> none;
  if (!fs::exists(files.sct_iso)) return none;
  auto sct = read_nifti(files.sct_iso);
  auto masks = sct ? segment_spine(segmenter, options, *sct, points, job)
                   : Result<Segmentation>(sct.error());
  if (masks) return std::optional<Volume>(masks->vertebrae);
  if (masks.error().is_cancelled()) return masks.error();
  job.log(files.sct_iso.string() + ": " + masks.error().message());
  std::error_code ignored;
  fs::remove(files.vertebrae_iso, ignored);
  return none;
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
  if (options.model.empty()) options.model = study.runs_folder() / run;
  auto translator = make_translator(options);
  if (!translator) return about(subject, translator.error());
  return translate_subject_with(**translator, study, run, subject, options, job);
}

Result<json> translation_provenance(const SliceTranslator& translator, const Study& study,
                                    const std::string& subject, TranslateOptions options) {
  auto mr = required_file(study, subject, Role::mr);
  if (!mr) return mr.error();
  options.grid = "both";
  const fs::path checkpoint = translator.description().value("checkpoint", "");
  return provenance_of("translate", options_of(options).to_json(),
                       {{"mr", *mr}, {"model", checkpoint}});
}

Result<ResultFiles> translate_subject_with(SliceTranslator& translator, const Study& study,
                                           const std::string& run, const std::string& subject,
                                           TranslateOptions options, JobContext& job) {
  auto mr = read_role(study, subject, Role::mr);
  if (!mr) return mr.error();
  options.grid = "both";
  JobContext translating = job.part(0, 0.95);
  auto translated = translate_with(translator, *mr, options, translating);
  if (!translated) return about(subject, translated.error());
  const ResultFiles files = result_files(study, run, subject);
  if (!job.checkpoint(0.96, "writing")) return cancelled_error();
  auto sidecar = translation_provenance(translator, study, subject, options);
  if (!sidecar) return sidecar.error();
  sidecar->update(translated->provenance);
  const fs::path source = study.find(subject)->path_of(Role::mr);
  (*sidecar)["subject"] = subject;
  (*sidecar)["source"] = source.filename().string();
  std::vector<FileInGroup> group{nifti_in_group(files.sct, *translated->native),
                                 nifti_in_group(files.sct_iso, *translated->isotropic),
                                 json_in_group(files.sidecar, *sidecar)};
  if (translated->native_uncertainty) {
    group.push_back(nifti_in_group(files.uncertainty, *translated->native_uncertainty));
    group.push_back(nifti_in_group(files.uncertainty_iso, *translated->isotropic_uncertainty));
  }
  const auto kept = keep_corrected_masks(files);
  if (!kept) return kept.error();
  if (!kept->empty()) job.log(*kept);
  if (auto written = write_files_together(group); !written) return written.error();
  remove_what_came_of_sct(files, /*keeps_uncertainty=*/translated->native_uncertainty.has_value());
  return files;
}

Result<Segmentation> segment_subject(const Study& study, const std::string& run,
                                     const std::string& subject, const SegmentOptions& options,
                                     JobContext& job) {
  auto segmenter = make_spine_segmenter(options);
  if (!segmenter) return segmenter.error();
  return segment_subject_with(**segmenter, study, run, subject, options, job);
}

Result<json> segmentation_provenance(const SpineSegmenter& segmenter, const Study& study,
                                     const std::string& run, const std::string& subject,
                                     SegmentOptions options) {
  auto provenance = provenance_of(
      "segment", options_of(options).to_json(),
      {{"sct", result_files(study, run, subject).sct}, {"landmarks", study.points_file(subject)}});
  if (provenance) (*provenance)["segmenter"] = segmenter.description();
  return provenance;
}

Result<Segmentation> segment_subject_with(SpineSegmenter& segmenter, const Study& study,
                                          const std::string& run, const std::string& subject,
                                          const SegmentOptions& options, JobContext& job) {
  const ResultFiles files = result_files(study, run, subject);
  auto sct = read_nifti(files.sct);
  if (!sct) return sct.error();
  auto points = mr_points(study, subject, segmenter.needs_landmarks());
  if (!points) return points.error();
  JobContext native_job = job.part(0, 0.5);
  auto segmentation = segment_spine(segmenter, options, *sct, *points, native_job);
  if (!segmentation) return about(subject, segmentation.error());
  JobContext isotropic_job = job.part(0.5, 1);
  auto isotropic = isotropic_masks(segmenter, files, *points, options, isotropic_job);
  if (!isotropic) return isotropic.error();
  segmentation->vertebrae.set_nifti_forms(sct->nifti_forms());
  segmentation->subregions.set_nifti_forms(sct->nifti_forms());
  auto sidecar = segmentation_provenance(segmenter, study, run, subject, options);
  if (!sidecar) return sidecar.error();
  (*sidecar)["subject"] = subject;
  (*sidecar)["notes"] = segmentation->notes;
  std::vector<FileInGroup> group{nifti_in_group(files.vertebrae, segmentation->vertebrae),
                                 nifti_in_group(files.subregions, segmentation->subregions),
                                 json_in_group(files.masks_sidecar, *sidecar)};
  const auto kept = keep_corrected_masks(files);
  if (!kept) return kept.error();
  if (!kept->empty()) job.log(*kept);
  if (*isotropic) group.push_back(nifti_in_group(files.vertebrae_iso, **isotropic));
  if (auto written = write_files_together(group); !written) return written.error();
  // Figures of other masks would be taken for figures of these.
  std::error_code ignored;
  fs::remove(files.scores, ignored);
  return segmentation;
}

}  // namespace transpine
