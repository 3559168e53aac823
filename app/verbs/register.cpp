// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "app/verbs/verb_inputs.h"
#include "app/verbs/verbs.h"
#include "core/image/resample.h"
#include "core/landmarks/landmark_files.h"
#include "core/landmarks/spine_labels.h"
#include "core/project/roles.h"
#include "core/registration/image_checks.h"
#include "core/registration/landmark_registration.h"
#include "core/registration/transform_file.h"

namespace transpine {
namespace {

struct RegisterOptions {
  std::string points = "all";
  std::string vertebrae;
  std::filesystem::path mr;
  std::filesystem::path ct;
  std::filesystem::path resampled;
  double outside_hu = -1000;
  bool cross_subject = false;
};

OptionList options_of(RegisterOptions& options) {
  OptionList list;
  list.add(options.points, {.key = "points",
                            .label = "Points of each vertebra",
                            .help = "0: no landmarks, image centre on image centre; 1: the bodies; "
                                    "2: bodies and spinous processes, as in the paper; all: "
                                    "whatever both files have.",
                            .choices = {"0", "1", "2", "all"}});
  list.add(options.vertebrae,
           {.key = "vertebrae", .label = "Vertebrae", .help = "For example T10-L5; empty = all."});
  list.add(options.mr, {.key = "mr",
                        .label = "MR",
                        .help = "The MR image: for points in voxel indices, and as the grid of the "
                                "resampled CT."});
  list.add(options.ct, {.key = "ct", .label = "CT", .help = "The CT image."});
  list.add(options.resampled, {.key = "resampled",
                               .label = "Resampled CT",
                               .help = "Where to write the CT on the MR's grid (.nii.gz); needs "
                                       "both images."});
  list.add(options.cross_subject,
           {.key = "cross_subject",
            .label = "Two people",
            .help = "MR and CT are of two people: for trying things out. The result says so, and "
                    "figures from such a pair are no result. Set by itself where the file names "
                    "have different subjects (sub-...)."});
  list.add(options.outside_hu, {.key = "outside_hu",
                                .label = "Outside value",
                                .help = "Where the MR reaches beyond the CT.",
                                .unit = "HU",
                                .level = OptionSpec::Level::advanced});
  return list;
}

std::string mm_text(double mm) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", mm);
  return text;
}

nlohmann::json result_json(const RegistrationResult& result) {
  nlohmann::json points = nlohmann::json::array();
  for (const auto& point : result.points) {
    points.push_back(
        {{"vertebra", vertebra_name(point.key.vertebra)},
         {"vertebra_id", point.key.vertebra},
         {"subregion", point.key.subregion},
         {"residual_mm", point.residual_mm},
         {"leave_one_out_mm",
          point.leave_one_out_mm ? nlohmann::json(*point.leave_one_out_mm) : nlohmann::json()}});
  }
  return {{"fre_mm", result.fre_mm},
          {"mean_residual_mm", result.mean_residual_mm},
          {"max_residual_mm", result.max_residual_mm},
          {"tre_loo_mm", result.tre_loo_mm ? nlohmann::json(*result.tre_loo_mm) : nlohmann::json()},
          {"axis_ratio", result.axis_ratio},
          {"expected_tre_posterior_mm", result.expected_tre_posterior_mm},
          {"points", points},
          {"warnings", result.warnings}};
}

void print(const RegistrationResult& result, Output& out) {
  if (result.points.empty()) return;
  out.text("  point                                residual  left out (mm)");
  for (const auto& point : result.points) {
    char line[128];
    std::snprintf(
        line, sizeof line, "  %-36s %8.3f  %8s",
        (vertebra_name(point.key.vertebra) + " " + subregion_name(point.key.subregion)).c_str(),
        point.residual_mm, point.leave_one_out_mm ? mm_text(*point.leave_one_out_mm).c_str() : "-");
    out.text(line);
  }
  out.text("  FRE " + mm_text(result.fre_mm) + " mm, largest " + mm_text(result.max_residual_mm) +
           " mm" +
           (result.tre_loo_mm ? ", leave-one-out TRE " + mm_text(*result.tre_loo_mm) + " mm" : ""));
}

class RegisterVerb : public Verb {
 public:
  std::string name() const override { return "register"; }
  std::string summary() const override {
    return "Registers CT to MR by landmarks in closed form and writes the transform (CT from MR).";
  }
  std::vector<Positional> positionals() override {
    return {
        {"MR_POINTS", "Point file of the MR, or a landmarks JSON with both images.", &mr_points_},
        {"CT_POINTS", "Point file of the CT; the same file for a landmarks JSON.", &ct_points_},
        {"OUTPUT", "The transform to write, for example sub-1_ct-from-mr.tfm.", &output_}};
  }
  OptionList options() override { return options_of(options_); }

  Result<nlohmann::json> run(VerbContext& context) override {
    if (auto possible = check_outputs(); !possible) return possible.error();
    auto images = load_images(context);
    if (!images) return images.error();
    auto result = registered(*images);
    if (!result) return result.error();
    const bool cross_subject = options_.cross_subject || subjects_differ();
    if (cross_subject) {
      result->warnings.insert(result->warnings.begin(),
                              "MR and CT are of two people: anatomy differs, so this transform is "
                              "no ground truth and figures from this pair are no result.");
    }
    for (const auto& warning : result->warnings) context.out.warning(warning);
    print(*result, context.out);
    auto written = write(*images, result->ct_from_mr, context);
    if (!written) return written.error();
    nlohmann::json json = result_json(*result);
    json["file"] = output_.string();
    json["cross_subject"] = cross_subject;
    json["ct_from_mr_lps"] = matrix_json(result->ct_from_mr.matrix());
    if (!options_.resampled.empty()) json["resampled"] = options_.resampled.string();
    return json;
  }

 private:
  Result<void> check_outputs() const {
    if (auto possible = check_output(output_); !possible) return possible;
    return options_.resampled.empty() ? Result<void>() : check_image_output(options_.resampled);
  }

  /// Whether the names of the files of the two sides say different subjects.
  bool subjects_differ() const {
    const auto named = [](const std::filesystem::path& points, const std::filesystem::path& image) {
      return subject_in_name(points).empty() ? image : points;
    };
    return are_of_two_subjects(named(mr_points_, options_.mr), named(ct_points_, options_.ct));
  }

  struct Images {
    Volume mr;
    Volume ct;

    std::optional<Grid> mr_grid() const { return grid_of(mr); }
    std::optional<Grid> ct_grid() const { return grid_of(ct); }
    static std::optional<Grid> grid_of(const Volume& volume) {
      return volume.empty() ? std::nullopt : std::optional(volume.grid());
    }
  };

  Result<Images> load_images(VerbContext& context) const {
    const bool needs_both = !options_.resampled.empty() || options_.points == "0";
    if (needs_both && (options_.mr.empty() || options_.ct.empty())) {
      return Error{"Both images are needed to resample the CT or to align image centres.",
                   "Give them with --mr and --ct."};
    }
    Images images;
    for (const auto& [path, volume] :
         {std::pair(&options_.mr, &images.mr), std::pair(&options_.ct, &images.ct)}) {
      if (path->empty()) continue;
      auto image = load_finite_image(*path, context);
      if (!image) return image.error();
      *volume = std::move(image->volume);
    }
    if (!images.mr.empty() && !images.ct.empty()) {
      auto sound = check_not_swapped(images.mr, images.ct,
                                     options_.mr.string() + " and " + options_.ct.string());
      if (!sound) return sound.error();
      if (const auto warning = ct_warning(images.ct)) {
        context.out.warning(*warning);
      }
    }
    return images;
  }

  Result<RegistrationResult> registered(const Images& images) const {
    if (options_.points == "0") {
      RegistrationResult result;
      result.ct_from_mr = centre_to_centre(images.mr.grid(), images.ct.grid());
      result.warnings.push_back("No landmarks were used: the image centres lie on each other.");
      return result;
    }
    RegistrationOptions options;
    auto vertebrae = vertebrae_option(options_.vertebrae);
    if (!vertebrae) return vertebrae.error();
    options.vertebrae = *vertebrae;
    if (options_.points == "1") options.subregions = {subregion::kBody};
    if (options_.points == "2") {
      options.subregions = {subregion::kBody, subregion::kSpinousProcess};
    }
    const auto mr = read_landmarks(mr_points_, images.mr_grid(), LandmarkSide::mr);
    if (!mr) return mr.error();
    const auto ct = read_landmarks(ct_points_, images.ct_grid(), LandmarkSide::ct);
    if (!ct) return ct.error();
    auto result = register_landmarks(*mr, *ct, options);
    if (!result) {
      return about(mr_points_.string() + " and " + ct_points_.string(), result.error());
    }
    return result;
  }

  /// Writes the transform last, so that it stands only beside a whole resampled image.
  Result<void> write(const Images& images, const Rigid3& ct_from_mr, VerbContext& context) const {
    if (context.dry_run) {
      context.out.text("Would write " + output_.string());
      return {};
    }
    if (!options_.resampled.empty()) {
      auto on_mr = resample(images.ct, images.mr.grid(), ct_from_mr, Interpolation::cubic_bspline,
                            options_.outside_hu, context.job);
      if (!on_mr) return on_mr.error();
      Volume hu = on_mr->as(ScalarType::int16);
      hu.set_nifti_forms(images.mr.nifti_forms());
      auto written = write_nifti(options_.resampled, hu, {}, &context.job);
      if (!written) return written;
      context.out.text("Wrote " + options_.resampled.string());
    }
    auto written = write_transform(output_, ct_from_mr);
    if (written) context.out.text("Wrote " + output_.string());
    return written;
  }

  std::filesystem::path mr_points_;
  std::filesystem::path ct_points_;
  std::filesystem::path output_;
  RegisterOptions options_;
};

}  // namespace

std::unique_ptr<Verb> make_register_verb() {
  return std::make_unique<RegisterVerb>();
}

}  // namespace transpine
