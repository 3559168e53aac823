// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <optional>

#include "app/verbs/verb_inputs.h"
#include "app/verbs/verbs.h"
#include "core/image/resample.h"
#include "core/image/scalar_types.h"
#include "core/image/statistics.h"
#include "core/registration/transform_direction.h"
#include "core/registration/transform_file.h"

namespace transpine {
namespace {

struct ConvertOptions {
  std::string type = "same";
  std::string orientation;
  std::vector<double> spacing_mm;
  std::filesystem::path like;
  std::string interpolation = "cubic";
  double outside = 0;
  std::string nan;
  int compression = 4;
};

OptionList options_of(ConvertOptions& options) {
  OptionList list;
  list.add(options.type, {.key = "type",
                          .label = "Voxel type",
                          .help = "same keeps the input's. Integers are rounded and saturated.",
                          .choices = {"same", "int8", "uint8", "int16", "uint16", "int32", "uint32",
                                      "int64", "uint64", "float32", "float64"}});
  list.add(options.orientation,
           {.key = "orientation",
            .label = "Orientation",
            .help = "The sides toward which the axes grow, for example RIP or RAS. Voxels are "
                    "moved, not interpolated."});
  list.add(options.spacing_mm, {.key = "spacing_mm",
                                .label = "Spacing",
                                .help = "One number or three, by axis; 0 keeps an axis.",
                                .unit = "mm"});
  list.add(options.like, {.key = "like",
                          .label = "Grid of",
                          .help = "Resamples onto this image's grid and keeps its header forms."});
  list.add(options.interpolation, {.key = "interpolation",
                                   .label = "Interpolation",
                                   .help = "Take nearest for label maps.",
                                   .choices = {"cubic", "linear", "nearest"}});
  list.add(options.outside, {.key = "outside",
                             .label = "Outside value",
                             .help = "Of voxels outside the image; -1000 for a CT."});
  list.add(options.nan, {.key = "nan",
                         .label = "NaN becomes",
                         .help = "A number that replaces NaN and infinite voxels. Without it they "
                                 "are an error where they cannot be kept."});
  list.add(options.compression, {.key = "compression",
                                 .label = "Compression",
                                 .help = "Of .nii.gz files.",
                                 .min = 1,
                                 .max = 9,
                                 .level = OptionSpec::Level::advanced});
  return list;
}

bool is_float(ScalarType type) {
  return type == ScalarType::float32 || type == ScalarType::float64;
}

Interpolation interpolation_from_name(const std::string& name) {
  return name == "nearest"  ? Interpolation::nearest
         : name == "linear" ? Interpolation::linear
                            : Interpolation::cubic_bspline;
}

class ConvertVerb : public Verb {
 public:
  std::string name() const override { return "convert"; }
  std::string summary() const override {
    return "Converts an image to NIfTI (from NRRD, MetaImage or DICOM, to another type, "
           "orientation, spacing or "
           "grid), "
           "or a rigid transform to another file format or direction.";
  }
  std::vector<Positional> positionals() override {
    return {{"INPUT",
             "A NIfTI, NRRD, MetaImage or DICOM file or a folder with a DICOM series; or a "
             "transform (.tfm, "
             ".txt, .h5, .hdf5, .mat).",
             &input_},
            {"OUTPUT",
             "The .nii or .nii.gz file to write; of a transform .tfm, .h5, .mat (4x4, LPS) or "
             "_ras.mat (4x4, RAS). Names with ct-from-mr and mr-from-ct say the direction: the "
             "transform is turned round where they differ.",
             &output_}};
  }
  OptionList options() override { return options_of(options_); }

  Result<nlohmann::json> run(VerbContext& context) override {
    if (is_transform(input_)) return converted_transform(context);
    if (auto possible = check_image_output(output_); !possible) return possible.error();
    if (auto distinct = check_distinct({input_, options_.like}, {output_}); !distinct) {
      return distinct.error();
    }
    auto image = load_image(input_, context);
    if (!image) return image.error();
    auto volume = finite(image->volume);
    if (!volume) return volume.error();
    volume = on_grid(*volume, context);
    if (!volume) return volume.error();
    volume = volume->as(scalar_type_from_name(options_.type).value_or(image->volume.type()));
    if (!context.dry_run) {
      NiftiWriteOptions write;
      write.compression_level = options_.compression;
      auto written = write_nifti(output_, *volume, write, &context.job);
      if (!written) return written.error();
    }
    const Grid& grid = volume->grid();
    context.out.text((context.dry_run ? "Would write " : "Wrote ") + output_.string() + ": " +
                     grid.description() + ", " + name_of(volume->type()));
    return nlohmann::json{
        {"file", output_.string()},
        {"size", grid.size},
        {"spacing_mm", {grid.spacing_mm.x(), grid.spacing_mm.y(), grid.spacing_mm.z()}},
        {"orientation", grid.orientation()},
        {"type", name_of(volume->type())}};
  }

 private:
  static bool is_transform(const std::filesystem::path& path) {
    const std::string ending = path.extension().string();
    return ending == ".tfm" || ending == ".txt" || ending == ".h5" || ending == ".hdf5" ||
           ending == ".mat";
  }

  Result<nlohmann::json> converted_transform(VerbContext& context) const {
    if (!is_transform(output_)) {
      return Error{output_.string() + " is no file name of a transform.",
                   "End the name with .tfm, .h5 or .mat."};
    }
    if (auto possible = check_output(output_); !possible) return possible.error();
    if (auto distinct = check_distinct({input_}, {output_}); !distinct) return distinct.error();
    auto transform = read_transform(input_);
    if (!transform) return transform.error();
    const auto from = direction_in_name(input_);
    const auto to = direction_in_name(output_);
    const bool inverted = from && to && *from != *to;
    if (inverted) {
      context.out.text("The names say opposite directions: the transform is turned round.");
    } else if (from.has_value() != to.has_value()) {
      context.out.warning(
          "Only one of the names says the direction (ct-from-mr or mr-from-ct): "
          "the transform is kept as it is.");
    }
    if (inverted) transform = transform->inverse();
    if (!context.dry_run) {
      if (auto written = write_transform(output_, *transform); !written) return written.error();
    }
    context.out.text((context.dry_run ? "Would write " : "Wrote ") + output_.string());
    return nlohmann::json{{"file", output_.string()},
                          {"inverted", inverted},
                          {"matrix_lps", matrix_json(transform->matrix())}};
  }

  /// Replaces NaN when a number for it is given, and fails where it would be lost unsaid.
  Result<Volume> finite(const Volume& volume) const {
    if (image_statistics(volume).non_finite_count == 0) return volume;
    const auto type = scalar_type_from_name(options_.type);
    const bool changes_values = !is_float(type.value_or(volume.type())) || moves_voxels();
    if (options_.nan.empty()) {
      if (!changes_values) return volume;
      return Error{input_.string() + " has NaN or infinite voxels.",
                   "Say what they become, for example --nan 0."};
    }
    char* end = nullptr;
    const double value = std::strtod(options_.nan.c_str(), &end);
    if (*end != '\0' || !std::isfinite(value)) {
      return Error{"\"" + options_.nan + "\" is no number for --nan.", "Give a number such as 0."};
    }
    Volume result = volume.clone();
    const auto replace = [&](auto values) {
      for (auto& voxel : values) {
        if (!std::isfinite(voxel)) voxel = static_cast<std::decay_t<decltype(voxel)>>(value);
      }
    };
    if (result.type() == ScalarType::float32) {
      replace(result.values<float>());
    } else {
      replace(result.values<double>());
    }
    return result;
  }

  bool moves_voxels() const { return !options_.like.empty() || !options_.spacing_mm.empty(); }

  Result<Volume> on_grid(const Volume& volume, VerbContext& context) const {
    const auto interpolation = interpolation_from_name(options_.interpolation);
    if (!options_.like.empty()) {
      const auto reference = load_image(options_.like, context);
      if (!reference) return reference.error();
      auto result = resample(volume, reference->volume.grid(), Rigid3(), interpolation,
                             options_.outside, context.job);
      if (result) result->set_nifti_forms(reference->volume.nifti_forms());
      return result;
    }
    Volume turned = volume;
    if (!options_.orientation.empty()) {
      auto reoriented = reorient(volume, options_.orientation);
      if (!reoriented) return reoriented;
      turned = *reoriented;
    }
    if (options_.spacing_mm.empty()) return turned;
    const auto spacing_mm = wanted_spacing(turned.grid());
    if (!spacing_mm) return spacing_mm.error();
    return resample(turned, respaced(turned.grid(), *spacing_mm), Rigid3(), interpolation,
                    options_.outside, context.job);
  }

  Result<Eigen::Vector3d> wanted_spacing(const Grid& grid) const {
    const auto& given = options_.spacing_mm;
    const Error invalid{"--spacing-mm takes one number or three, from 0.05 to 100.",
                        "For example --spacing-mm 1 or --spacing-mm 0,1,1."};
    if (given.size() != 1 && given.size() != 3) return invalid;
    Eigen::Vector3d spacing_mm;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const double wanted = given.size() == 1 ? given[0] : given[axis];
      if (wanted != 0 && !(wanted >= 0.05 && wanted <= 100)) return invalid;
      const int i = static_cast<int>(axis);
      spacing_mm[i] = wanted == 0 ? grid.spacing_mm[i] : wanted;
    }
    return spacing_mm;
  }

  std::filesystem::path input_;
  std::filesystem::path output_;
  ConvertOptions options_;
};

}  // namespace

std::unique_ptr<Verb> make_convert_verb() {
  return std::make_unique<ConvertVerb>();
}

}  // namespace transpine
