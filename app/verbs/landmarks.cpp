// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <map>

#include "app/verbs/verb_inputs.h"
#include "app/verbs/verbs.h"
#include "core/landmarks/centres_of_mass.h"
#include "core/landmarks/landmark_files.h"
#include "core/landmarks/spine_labels.h"
#include "core/registration/registration_advice.h"

namespace transpine {
namespace {

struct LandmarksOptions {
  std::filesystem::path vertebra_mask;
  std::filesystem::path subregion_mask;
  std::filesystem::path input;
  std::filesystem::path image;
  std::string side = "mr";
  std::string format = "auto";
  std::string vertebrae;
  std::vector<int> subregions;
  std::vector<std::string> rename;
  int min_voxels = 1;
};

OptionList options_of(LandmarksOptions& options) {
  OptionList list;
  list.add(options.vertebra_mask, {.key = "vertebra_mask",
                                   .label = "Vertebra mask",
                                   .help = "Label map of VerSe vertebra ids."});
  list.add(options.subregion_mask, {.key = "subregion_mask",
                                    .label = "Subregion mask",
                                    .help = "Label map of subregion ids on the same grid."});
  list.add(
      options.input,
      {.key = "input", .label = "Points", .help = "A point file to convert, instead of masks."});
  list.add(options.image, {.key = "image",
                           .label = "Image",
                           .help = "The points' image: needed for formats of voxel indices."});
  list.add(options.side, {.key = "side",
                          .label = "Image kind",
                          .help = "Which image's points these are.",
                          .choices = {"mr", "ct"}});
  list.add(
      options.format,
      {.key = "format",
       .label = "Format",
       .help = "auto goes by the ending of OUTPUT: .mrk.json and .fcsv are 3D Slicer's, .csv a "
               "table, else transpine. transpine holds MR and CT points and keeps the other "
               "side of a file that exists; verse and poi hold voxel indices, the others "
               "millimetres.",
       .choices = {"auto", "transpine", "verse", "poi", "poi-global", "slicer", "fcsv", "csv"}});
  add_vertebrae(list, options.vertebrae);
  list.add(options.subregions, {.key = "subregions",
                                .label = "Subregions",
                                .help = "For example 50,42 for the paper's two points; none = "
                                        "all."});
  list.add(options.rename,
           {.key = "rename",
            .label = "Rename vertebrae",
            .help = "For masks that number what they see: C5=L2,C6=L3 makes label 5 (C5) L2 and "
                    "label 6 (C6) L3. Vertebrae that are not named stay."});
  list.add(options.min_voxels, {.key = "min_voxels",
                                .label = "Least voxels",
                                .help = "Points of fewer voxels are left out.",
                                .min = 1,
                                .level = OptionSpec::Level::advanced});
  return list;
}

class LandmarksVerb : public Verb {
 public:
  std::string name() const override { return "landmarks"; }
  std::string summary() const override {
    return "Takes landmarks from masks as centres of mass, or converts a point file.";
  }
  std::vector<Positional> positionals() override {
    return {{"OUTPUT", "The file to write.", &output_}};
  }
  OptionList options() override { return options_of(options_); }

  Result<nlohmann::json> run(VerbContext& context) override {
    const auto vertebrae = vertebrae_option(options_.vertebrae);
    if (!vertebrae) return vertebrae.error();
    if (auto possible = check_output(output_); !possible) return possible.error();
    if (auto distinct = check_distinct(
            {options_.vertebra_mask, options_.subregion_mask, options_.input, options_.image},
            {output_});
        !distinct) {
      return distinct.error();
    }
    std::optional<Grid> grid;
    if (!options_.image.empty()) {
      const auto image = load_image(options_.image, context);
      if (!image) return image.error();
      grid = image->volume.grid();
    }
    Result<LandmarkSet> points =
        options_.input.empty() ? from_masks(*vertebrae, grid, context) : imported(grid, context);
    if (!points) return points.error();
    if (grid) {
      for (const auto& text : outside_warnings(*points, *grid, "the image")) {
        context.out.warning(text);
      }
    }
    points = renamed(*points);
    if (!points) return points.error();
    if (!context.dry_run) {
      if (auto written = write(*points, grid); !written) return written.error();
    }
    return report(*points, context);
  }

 private:
  LandmarkSide side() const { return options_.side == "ct" ? LandmarkSide::ct : LandmarkSide::mr; }

  Result<LandmarkSet> imported(const std::optional<Grid>& grid, VerbContext& context) const {
    std::vector<std::string> notes;
    auto points = read_landmarks(options_.input, grid, side(), &notes);
    for (const auto& note : notes) context.out.warning(note);
    return points;
  }

  Result<LandmarkSet> from_masks(const std::vector<int>& vertebrae, std::optional<Grid>& grid,
                                 VerbContext& context) const {
    if (options_.vertebra_mask.empty()) {
      return Error{"There is nothing to take landmarks from.",
                   "Give --vertebra-mask and --subregion-mask, or --input with a point file."};
    }
    if (options_.subregion_mask.empty()) {
      return Error{"A vertebra mask alone does not say where bodies and processes are.",
                   "Give --subregion-mask too. The centre of a whole vertebra is no landmark: it "
                   "lies at the edge of the canal."};
    }
    const auto vertebra_mask = load_image(options_.vertebra_mask, context);
    if (!vertebra_mask) return vertebra_mask.error();
    const auto subregion_mask = load_image(options_.subregion_mask, context);
    if (!subregion_mask) return subregion_mask.error();
    if (!grid) grid = vertebra_mask->volume.grid();
    CentresOfMassOptions options;
    options.vertebrae = vertebrae;
    options.subregions = options_.subregions;
    options.min_voxels = options_.min_voxels;
    return centres_of_mass(vertebra_mask->volume, subregion_mask->volume, options,
                           options_.vertebra_mask.string(), options_.subregion_mask.string());
  }

  Result<LandmarkSet> renamed(const LandmarkSet& points) const {
    std::map<int, int> names;
    for (const std::string& pair : options_.rename) {
      const auto equals = pair.find('=');
      const auto from = vertebra_from_name(pair.substr(0, equals));
      const auto to =
          equals == std::string::npos ? std::nullopt : vertebra_from_name(pair.substr(equals + 1));
      if (!from || !to) {
        return Error{"\"" + pair + "\" does not say which vertebra becomes which.",
                     "Write for example --rename C5=L2,C6=L3."};
      }
      names[*from] = *to;
    }
    LandmarkSet result;
    for (const auto& [key, p] : points) {
      const auto name = names.find(key.vertebra);
      const int vertebra = name == names.end() ? key.vertebra : name->second;
      if (!result.emplace(LandmarkKey{vertebra, key.subregion}, p).second) {
        return Error{"Two vertebrae would both be " + vertebra_name(vertebra) + ".",
                     "Give each vertebra another name in --rename."};
      }
    }
    return result;
  }

  Result<void> write(const LandmarkSet& points, const std::optional<Grid>& grid) const {
    const auto format = options_.format == "auto" ? landmark_format_from_path(output_)
                                                  : landmark_format_from_name(options_.format);
    if (format) {
      if (!grid && needs_grid(*format)) {
        return Error{"The format " + options_.format + " counts in voxels of an image.",
                     "Give the image with --image."};
      }
      return write_landmarks(output_, points, *format, grid.value_or(Grid{}));
    }
    LandmarkDocument document;
    if (std::filesystem::exists(output_)) {
      auto existing = read_landmark_document(output_);
      if (!existing) return existing.error();
      document = std::move(*existing);
    }
    auto& landmarks = side() == LandmarkSide::mr ? document.mr : document.ct;
    landmarks = with_state(points, LandmarkState::automatic);
    for (auto& [key, landmark] : landmarks) {
      if (!options_.input.empty()) landmark.source = LandmarkSource::imported;
    }
    return write_landmark_document(output_, document);
  }

  nlohmann::json report(const LandmarkSet& points, VerbContext& context) const {
    nlohmann::json list = nlohmann::json::array();
    for (const auto& [key, p] : points) {
      char place[96];
      std::snprintf(place, sizeof place, "%9.3f %9.3f %9.3f mm (LPS)", p.x(), p.y(), p.z());
      context.out.text(vertebra_name(key.vertebra) + " " + subregion_name(key.subregion) + "  " +
                       place);
      list.push_back({{"vertebra", vertebra_name(key.vertebra)},
                      {"vertebra_id", key.vertebra},
                      {"subregion", key.subregion},
                      {"p_mm", {p.x(), p.y(), p.z()}}});
    }
    context.out.text((context.dry_run ? "Would write " : "Wrote ") + std::to_string(points.size()) +
                     " points to " + output_.string());
    return {{"file", output_.string()}, {"points", list}};
  }

  std::filesystem::path output_;
  LandmarksOptions options_;
};

}  // namespace

std::unique_ptr<Verb> make_landmarks_verb() {
  return std::make_unique<LandmarksVerb>();
}

}  // namespace transpine
