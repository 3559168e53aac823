// SPDX-License-Identifier: Apache-2.0
#include "app/verbs/registration_text.h"
#include "app/verbs/verb_inputs.h"
#include "app/verbs/verbs.h"
#include "core/image/resample.h"
#include "core/landmarks/landmark_files.h"
#include "core/landmarks/spine_labels.h"
#include "core/project/roles.h"
#include "core/registration/displacement_field.h"
#include "core/registration/image_checks.h"
#include "core/registration/polyrigid_file.h"
#include "core/registration/register_vertebrae.h"
#include "core/registration/registration_advice.h"
#include "core/registration/transform_direction.h"

namespace transpine {
namespace {

struct RegisterOptions {
  std::string points = "all";
  std::string vertebrae;
  std::filesystem::path mr;
  std::filesystem::path ct;
  std::filesystem::path resampled;
  std::string model = "rigid";
  std::filesystem::path mask;
  std::string mask_of = "mr";
  std::filesystem::path field;
  std::filesystem::path inverse_field;
  std::vector<std::string> weights;
  double trim = 0;
  double outside_hu = -1000;
  bool cross_subject = false;
  JointPrior prior;
};

OptionList options_of(RegisterOptions& options) {
  OptionList list;
  list.add(options.points, {.key = "points",
                            .label = "Points of each vertebra",
                            .help = "0: no landmarks, image centre on image centre; 1: the bodies; "
                                    "2: bodies and spinous processes, as in the paper; all: "
                                    "whatever both files have.",
                            .choices = {"0", "1", "2", "all"}});
  add_vertebrae(list, options.vertebrae);
  list.add(options.mr, {.key = "mr",
                        .label = "MR",
                        .help = "The MR image: for points in voxel indices, and as the grid of the "
                                "resampled CT."});
  list.add(options.ct, {.key = "ct", .label = "CT", .help = "The CT image."});
  list.add(options.resampled, {.key = "resampled",
                               .label = "Resampled CT",
                               .help = "Where to write the CT on the MR's grid (.nii.gz); needs "
                                       "both images."});
  list.add(options.model,
           {.key = "model",
            .label = "Model",
            .help = "rigid: one transform, as in the paper. polyrigid: one for each vertebra, "
                    "blended smoothly in between; OUTPUT is then a .json.",
            .choices = {"rigid", "polyrigid"}});
  list.add(options.mask, {.key = "mask",
                          .label = "Vertebra mask",
                          .help = "polyrigid: where the bones are that stay rigid. Without it "
                                  "their shapes are estimated from the points."});
  list.add(options.mask_of, {.key = "mask_of",
                             .label = "Mask of",
                             .help = "Which image the vertebra mask belongs to.",
                             .choices = {"mr", "ct"}});
  list.add(options.weights,
           {.key = "weights",
            .label = "Weights",
            .help = "How much pairs count where not 1, for example \"L3 body=0.5,L4 "
                    "SP=0\"; 0 leaves a pair out."});
  list.add(options.trim,
           {.key = "trim",
            .label = "Set aside",
            .help = "The largest share of the pairs that may be set aside as outliers: more than 3 "
                    "medians and 2 mm (polyrigid: 4 mm) off. 0 = none, as in the paper.",
            .min = 0,
            .max = 0.5});
  list.add(options.field, {.key = "field",
                           .label = "Displacement field",
                           .help = "Writes the transform as a displacement field on the MR's grid "
                                   "(.nii.gz, LPS mm), with which ITK and ANTs resample the CT; "
                                   "needs --mr."});
  list.add(options.inverse_field,
           {.key = "inverse_field",
            .label = "Inverse field",
            .help = "The same for MR from CT, on the CT's grid; needs --ct."});
  list.append(options_of(options.prior));
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

class RegisterVerb : public Verb {
 public:
  std::string name() const override { return "register"; }
  std::string summary() const override {
    return "Registers CT to MR by landmarks and writes the transform (CT from MR): one rigid "
           "motion, or one for each vertebra.";
  }
  std::vector<Positional> positionals() override {
    return {
        {"MR_POINTS", "Point file of the MR, or a landmarks JSON with both images.", &mr_points_},
        {"CT_POINTS", "Point file of the CT; the same file for a landmarks JSON.", &ct_points_},
        {"OUTPUT",
         "The transform to write, for example sub-1_ct-from-mr.tfm: .tfm or .h5 of ITK, .mat (4x4 "
         "in LPS), _ras.mat (4x4 of c3d and greedy), .json (polyrigid). A name with mr-from-ct "
         "gets the inverse.",
         &output_}};
  }
  OptionList options() override { return options_of(options_); }

  Result<nlohmann::json> run(VerbContext& context) override {
    if (auto possible = check_outputs(); !possible) return possible.error();
    auto images = load_images(context);
    if (!images) return images.error();
    auto fitted = registered(*images);
    if (!fitted) return fitted.error();
    RegistrationResult& result = fitted->figures;
    const bool cross_subject = options_.cross_subject || subjects_differ();
    if (cross_subject) {
      result.warnings.insert(result.warnings.begin(),
                             "MR and CT are of two people: anatomy differs, so this transform is "
                             "no ground truth and figures from this pair are no result.");
    }
    for (const auto& warning : result.warnings) context.out.warning(warning);
    print_registration(result, context.out);
    auto written = write(*images, *fitted, context);
    if (!written) return written.error();
    nlohmann::json json = registration_json(result);
    json["file"] = output_.string();
    json["model"] = options_.model;
    json["cross_subject"] = cross_subject;
    json["ct_from_mr_lps"] = matrix_json(result.ct_from_mr.matrix());
    for (const auto& [level, transform] : fitted->ct_from_mr) {
      json["vertebrae"][vertebra_name(level)] = matrix_json(transform.matrix());
    }
    if (is_polyrigid()) json["largest_bend_deg"] = fitted->largest_bend_deg;
    for (const auto& [key, path] :
         {std::pair("resampled", &options_.resampled), std::pair("field", &options_.field),
          std::pair("inverse_field", &options_.inverse_field)}) {
      if (!path->empty()) json[key] = path->string();
    }
    return json;
  }

 private:
  bool is_polyrigid() const { return options_.model == "polyrigid"; }

  Result<void> check_outputs() const {
    if (is_polyrigid() != (output_.extension() == ".json")) {
      return Error{output_.string() + " is no name for a " + options_.model + " transform.",
                   is_polyrigid() ? "End the name with .json; --field writes what ITK reads."
                                  : "End the name with .tfm, .h5 or .mat."};
    }
    if (is_polyrigid() && options_.points == "0") {
      return Error{"Without landmarks there is no transform of each vertebra.",
                   "Take --points 1, 2 or all."};
    }
    if (is_polyrigid() && direction_in_name(output_) == TransformDirection::mr_from_ct) {
      return Error{output_.string() + " is named MR from CT, but a polyrigid file is CT from MR.",
                   "Name it ct-from-mr; --inverse-field writes the other direction."};
    }
    if (auto possible = check_output(output_); !possible) return possible;
    for (const auto* image : {&options_.resampled, &options_.field, &options_.inverse_field}) {
      if (image->empty()) continue;
      if (auto possible = check_image_output(*image); !possible) return possible;
    }
    return check_distinct({mr_points_, ct_points_, options_.mr, options_.ct, options_.mask},
                          {output_, options_.resampled, options_.field, options_.inverse_field});
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
    if ((!options_.field.empty() && options_.mr.empty()) ||
        (!options_.inverse_field.empty() && options_.ct.empty())) {
      return Error{"A displacement field needs the image on whose grid it lies.",
                   "Give --mr for --field and --ct for --inverse-field."};
    }
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

  /// Both models' results as one: without vertebrae for a rigid transform.
  Result<VertebraRegistration> registered(const Images& images) {
    if (options_.points == "0") {
      VertebraRegistration result;
      result.figures.ct_from_mr = centre_to_centre(images.mr.grid(), images.ct.grid());
      result.figures.warnings.push_back(
          "No landmarks were used: the image centres lie on each other.");
      return result;
    }
    RegistrationOptions options;
    auto vertebrae = vertebrae_option(options_.vertebrae);
    if (!vertebrae) return vertebrae.error();
    options.vertebrae = *vertebrae;
    options.subregions = subregions_of_points(options_.points);
    options.trim_fraction = options_.trim;
    auto weights = weights_from(options_.weights);
    if (!weights) return weights.error();
    options.weights = *weights;
    std::vector<std::string> notes;
    const auto mr = read_landmarks(mr_points_, images.mr_grid(), LandmarkSide::mr, &notes);
    if (!mr) return mr.error();
    const auto ct = read_landmarks(ct_points_, images.ct_grid(), LandmarkSide::ct, &notes);
    if (!ct) return ct.error();
    mr_landmarks_ = chosen_points(*mr, options);
    auto result = fitted(*mr, *ct, options);
    if (!result) {
      return about(mr_points_.string() + " and " + ct_points_.string(), result.error());
    }
    auto& warnings = result->figures.warnings;
    warnings.insert(warnings.end(), notes.begin(), notes.end());
    add_point_warnings(chosen_points(*mr, options), images.mr_grid(), "the MR", warnings);
    add_point_warnings(chosen_points(*ct, options), images.ct_grid(), "the CT", warnings);
    return result;
  }

  Result<VertebraRegistration> fitted(const LandmarkSet& mr, const LandmarkSet& ct,
                                      const RegistrationOptions& options) const {
    if (is_polyrigid()) return register_vertebrae(mr, ct, options, options_.prior);
    auto rigid = register_landmarks(mr, ct, options);
    if (!rigid) return rigid.error();
    return VertebraRegistration{std::move(*rigid), {}, 0};
  }

  static void add_point_warnings(const LandmarkSet& points, const std::optional<Grid>& grid,
                                 const std::string& image, std::vector<std::string>& warnings) {
    const auto add = [&](const std::vector<std::string>& more) {
      warnings.insert(warnings.end(), more.begin(), more.end());
    };
    if (grid) add(outside_warnings(points, *grid, image));
    add(order_warnings(points, image));
  }

  /// Writes the transform last, so that it stands only beside whole images.
  Result<void> write(const Images& images, const VertebraRegistration& fitted,
                     VerbContext& context) const {
    PolyrigidParts parts{fitted.figures.ct_from_mr, fitted.ct_from_mr, {}};
    parts.shapes.mask = options_.mask;
    parts.shapes.mask_of =
        options_.mask_of == "mr" ? ShapeSource::Image::mr : ShapeSource::Image::ct;
    parts.shapes.mr_points = mr_landmarks_;
    // Also of a rigid transform: without vertebrae it is that.
    if (!is_polyrigid()) parts.shapes = {};
    const auto transform = polyrigid_of(parts);
    if (!transform) return transform.error();
    if (context.dry_run) {
      context.out.text("Would write " + output_.string());
      return {};
    }
    if (auto done = write_resampled(images, *transform, context); !done) return done;
    if (auto done = write_field(options_.field, images.mr, *transform, true, context); !done) {
      return done;
    }
    if (auto done = write_field(options_.inverse_field, images.ct, *transform, false, context);
        !done) {
      return done;
    }
    auto written = is_polyrigid() ? write_polyrigid(output_, parts)
                                  : write_ct_from_mr(output_, fitted.figures.ct_from_mr);
    if (written) context.out.text("Wrote " + output_.string());
    return written;
  }

  Result<void> write_resampled(const Images& images, const Polyrigid& transform,
                               VerbContext& context) const {
    if (options_.resampled.empty()) return {};
    auto on_mr = is_polyrigid()
                     ? resample(images.ct, images.mr.grid(), transform,
                                Interpolation::cubic_bspline, options_.outside_hu, context.job)
                     : resample(images.ct, images.mr.grid(), transform.rigid(),
                                Interpolation::cubic_bspline, options_.outside_hu, context.job);
    if (!on_mr) return on_mr.error();
    Volume hu = on_mr->as(ScalarType::int16);
    hu.set_nifti_forms(images.mr.nifti_forms());
    auto written = write_nifti(options_.resampled, hu, {}, &context.job);
    if (written) context.out.text("Wrote " + options_.resampled.string());
    return written;
  }

  static Result<void> write_field(const std::filesystem::path& path, const Volume& image,
                                  const Polyrigid& transform, bool forward, VerbContext& context) {
    if (path.empty()) return {};
    auto field = displacement_field(
        image.grid(),
        [&](const Eigen::Vector3d& p) {
          return forward ? transform.ct_from_mr(p) : transform.mr_from_ct(p);
        },
        context.job);
    if (!field) return field.error();
    auto written = write_nifti_vectors(path, *field, {}, &context.job);
    if (written) context.out.text("Wrote " + path.string());
    return written;
  }

  std::filesystem::path mr_points_;
  std::filesystem::path ct_points_;
  std::filesystem::path output_;
  LandmarkSet mr_landmarks_;
  RegisterOptions options_;
};

}  // namespace

std::unique_ptr<Verb> make_register_verb() {
  return std::make_unique<RegisterVerb>();
}

}  // namespace transpine
