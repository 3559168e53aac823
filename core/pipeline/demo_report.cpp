// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/demo_report.h"

#include <cmath>
#include <cstdio>

#include "core/base/atomic_file.h"
#include "core/base/json_text.h"
#include "core/base/version.h"
#include "core/image/image_io.h"
#include "core/image/nifti_io.h"
#include "core/image/resample.h"
#include "core/image/statistics.h"
#include "core/landmarks/spine_labels.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

std::string fixed(double value, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

std::string fixed(const std::optional<double>& value, int digits) {
  return value ? fixed(*value, digits) : "-";
}

ReportTable registration_table(const DemoResult& result) {
  ReportTable table;
  table.caption = "Registration of the cohort by landmarks";
  table.header = {"Landmarks a vertebra", "Surface TRE (mm)", "Rotation about the spine (deg)",
                  "Warnings"};
  for (const LandmarkTrial& trial : result.trials) {
    std::string warnings;
    for (const auto& warning : trial.warnings) warnings += (warnings.empty() ? "" : " ") + warning;
    table.rows.push_back({std::to_string(trial.landmarks), fixed(trial.surface_tre_mm, 2),
                          fixed(trial.rotation_about_spine_deg, 2),
                          warnings.empty() ? "none" : warnings});
  }
  return table;
}

ReportTable quality_table(const CaseScores& scores) {
  ReportTable table;
  table.caption = "Image quality of the synthetic CT of the held-out phantom " + scores.subject;
  table.header = {"L1", "MSE", "PSNR (dB)", "SSIM", "VIFp", "Slices"};
  if (const auto& quality = scores.quality) {
    table.rows.push_back({fixed(quality->l1, 4), fixed(quality->mse, 4), fixed(quality->psnr_db, 2),
                          fixed(quality->ssim, 4), fixed(quality->vifp, 4),
                          std::to_string(quality->slices)});
  }
  return table;
}

ReportTable dice_table(const CaseScores& scores) {
  ReportTable table;
  table.caption = "Dice of the vertebra masks from the synthetic CT of " + scores.subject;
  table.header = {"Global", "Posterior"};
  std::vector<std::string> row;
  if (const auto& dice = scores.dice) {
    row = {fixed(dice->global, 3), fixed(scores.dice_posterior, 3)};
    for (const auto& [label, value] : dice->per_vertebra) {
      table.header.push_back(vertebra_name(label));
      row.push_back(fixed(value, 3));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

/// The images of the held-out subject on the MR's grid.
struct CaseImages {
  Volume mr, sct, ct, predicted, reference;
};

Result<CaseImages> read_case(const Study& study, const CaseScores& scores) {
  const Subject& subject = *study.find(scores.subject);
  const ResultFiles files = result_files(study, scores.run, scores.subject);
  CaseImages images;
  const std::pair<fs::path, Volume*> inputs[] = {
      {subject.path_of(Role::mr), &images.mr},
      {files.sct, &images.sct},
      {subject.path_of(Role::ct), &images.ct},
      {files.vertebrae, &images.predicted},
      {subject.path_of(Role::mr_vertebrae), &images.reference}};
  for (const auto& [path, volume] : inputs) {
    auto image = read_image(path);
    if (!image) return image.error();
    *volume = image->volume;
  }
  auto ct_from_mr = subject_transform(study, scores.subject);
  if (!ct_from_mr) return ct_from_mr.error();
  JobContext quiet;
  auto on_mr =
      resample(images.ct, images.mr.grid(), *ct_from_mr, Interpolation::linear, -1000, quiet);
  if (!on_mr) return on_mr.error();
  images.ct = std::move(on_mr).value();
  return images;
}

Result<std::vector<ReportPicture>> pictures_of(const Study& study, const CaseScores& scores) {
  auto images = read_case(study, scores);
  if (!images) return images.error();
  auto slice = fullest_sagittal_slice(images->reference);
  if (!slice) return slice.error();
  const double high = percentile(images->mr, 99.5);
  constexpr double window_hu = 1600;
  constexpr double level_hu = 200;
  auto mr = sagittal_picture(images->mr, *slice, high, high / 2);
  auto sct = sagittal_picture(images->sct, *slice, window_hu, level_hu);
  auto ct = sagittal_picture(images->ct, *slice, window_hu, level_hu);
  for (const auto* picture : {&mr, &sct, &ct}) {
    if (!*picture) return picture->error();
  }
  auto predicted = with_labels(*sct, images->predicted, *slice, 0.5);
  auto reference = with_labels(*ct, images->reference, *slice, 0.5);
  if (!predicted) return predicted.error();
  if (!reference) return reference.error();
  return std::vector<ReportPicture>{{"MR", *mr},
                                    {"Synthetic CT", *sct},
                                    {"CT", *ct},
                                    {"Synthetic CT with its masks", *predicted},
                                    {"CT with the true masks", *reference}};
}

nlohmann::json provenance_of(DemoOptions options, const DemoResult& result) {
  return {
      {"transpine", kVersion},
      {"options", options_of(options).to_json()},
      {"training",
       {{"steps", result.training.steps},
        {"parameters", result.training.parameters},
        {"loss", result.training.loss ? nlohmann::json(*result.training.loss) : nlohmann::json()},
        {"seconds", std::round(result.training.seconds)}}},
      {"seconds", std::round(result.seconds)}};
}

}  // namespace

std::vector<ReportTable> demo_tables(const DemoResult& result) {
  return {registration_table(result), quality_table(result.scores), dice_table(result.scores)};
}

Result<fs::path> write_demo_report(const Study& study, const DemoOptions& options,
                                   const DemoResult& result,
                                   const std::vector<std::pair<double, double>>& losses) {
  Report report;
  report.title = "Transpine demo: from MR to vertebra masks";
  report.paragraphs = {
      "Synthetic phantoms, one of them held out from training. Figures follow the paper's "
      "conventions (Graf et al. 2023) and were measured in the run named at the end of this page.",
      "Surface TRE: mean distance between the true and the registered place of the vertebrae's "
      "surface voxels. Labels without any voxel in prediction and reference count in no mean."};
  report.tables = result.tables;
  auto pictures = pictures_of(study, result.scores);
  if (!pictures) return pictures.error();
  report.pictures = std::move(pictures).value();
  report.curves.push_back({"Training loss", "Step", "L1", losses});
  report.provenance = json_text(provenance_of(options, result), 2);
  auto html = to_html(report);
  if (!html) return html.error();
  const fs::path path = study.reports_folder() / "report.html";
  if (auto written = write_text_atomically(path, *html); !written) return written.error();
  const char* const names[] = {"registration.csv", "image-quality.csv", "dice.csv"};
  for (std::size_t i = 0; i < report.tables.size(); ++i) {
    auto written =
        write_text_atomically(study.reports_folder() / names[i], to_csv(report.tables[i]));
    if (!written) return written.error();
  }
  return path;
}

}  // namespace transpine
