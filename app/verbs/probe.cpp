// SPDX-License-Identifier: Apache-2.0
#include "core/image/probe.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "app/verbs/verb_inputs.h"
#include "app/verbs/verbs.h"
#include "core/base/atomic_file.h"
#include "core/registration/image_checks.h"

namespace transpine {
namespace {

struct ProbeOptions {
  std::vector<double> at;
  std::vector<double> to;
  double radius_mm = 0;
  std::filesystem::path transform;
  std::filesystem::path csv;
};

OptionList options_of(ProbeOptions& options) {
  OptionList list;
  list.add(options.at, {.key = "at",
                        .label = "Place",
                        .help = "x,y,z in LPS millimetres of the first image.",
                        .unit = "mm"});
  list.add(options.to, {.key = "to",
                        .label = "End of a line",
                        .help = "x,y,z in LPS millimetres: the values along the line from --at to "
                                "here, every half of each image's smallest voxel.",
                        .unit = "mm"});
  list.add(options.radius_mm, {.key = "radius_mm",
                               .label = "Radius",
                               .help = "With a radius: mean and deviation in the circle around "
                                       "--at in the sagittal plane.",
                               .unit = "mm",
                               .min = 0});
  list.add(options.transform, {.key = "transform",
                               .label = "Transform",
                               .help = "Takes a place of the first image to the other images: "
                                       "ct-from-mr for an MR and its CT."});
  list.add(
      options.csv,
      {.key = "csv", .label = "Table", .help = "Where to write the values of a line as a table."});
  return list;
}

Result<Eigen::Vector3d> point_of(const std::vector<double>& values, const std::string& flag) {
  if (values.size() != 3) {
    return Error{flag + " needs three numbers.", "Give it as x,y,z in LPS millimetres."};
  }
  return Eigen::Vector3d(values[0], values[1], values[2]);
}

nlohmann::json number_or_null(double value) {
  return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json();
}

std::string number_text(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

class ProbeVerb : public Verb {
 public:
  std::string name() const override { return "probe"; }
  std::string summary() const override {
    return "Values of one or more images at a place, along a line, or in a circle.";
  }
  std::vector<Positional> positionals() override {
    return {{"IMAGE", "One or more images; --transform places all but the first.", &images_}};
  }
  OptionList options() override { return options_of(options_); }

  Result<nlohmann::json> run(VerbContext& context) override {
    const auto at = point_of(options_.at, "--at");
    if (!at) return at.error();
    if (auto checked = check(); !checked) return checked.error();
    Rigid3 others_from_first;
    nlohmann::json answers = nlohmann::json::array();
    std::string table = "image,distance_mm,value\n";
    for (std::size_t i = 0; i < images_.size(); ++i) {
      const auto image = load_image(images_[i], context);
      if (!image) return image.error();
      if (i == 0 && !options_.transform.empty()) {
        const auto read =
            load_second_from_first(options_.transform, is_ct_by_values(image->volume), context);
        if (!read) return read.error();
        others_from_first = *read;
      }
      const Rigid3 image_from_frame = i == 0 ? Rigid3() : others_from_first;
      auto answer = probe(image->volume, *at, image_from_frame, images_[i], table, context);
      if (!answer) return answer.error();
      answers.push_back(*answer);
    }
    if (!options_.csv.empty() && !context.dry_run) {
      if (auto written = write_text_atomically(options_.csv, table); !written) {
        return written.error();
      }
      context.out.text("Wrote " + options_.csv.string());
    }
    return nlohmann::json{{"images", answers}};
  }

 private:
  Result<void> check() const {
    if (!options_.transform.empty() && images_.size() < 2) {
      return Error{"--transform places further images, and there is only one.",
                   "Name the other images too, or leave --transform out."};
    }
    if (options_.csv.empty()) return {};
    if (options_.to.empty()) {
      return Error{"--csv is for the values of a line.", "Give the line's end with --to."};
    }
    if (auto possible = check_output(options_.csv); !possible) return possible;
    auto inputs = images_;
    inputs.push_back(options_.transform);
    return check_distinct(inputs, {options_.csv});
  }

  Result<nlohmann::json> probe(const Volume& volume, const Eigen::Vector3d& at,
                               const Rigid3& image_from_frame, const std::filesystem::path& path,
                               std::string& table, VerbContext& context) const {
    nlohmann::json answer{{"file", path.string()}};
    const auto value = voxel_value_at(volume, image_from_frame * at);
    answer["value"] = value ? number_or_null(*value) : nlohmann::json();
    std::string line = path.string() + ": " + (value ? number_text(*value) : "outside");
    const double step_mm = volume.grid().spacing_mm.minCoeff() / 2;
    if (options_.radius_mm > 0) {
      const auto found =
          ellipse_statistics(volume, {at, {0, options_.radius_mm, 0}, {0, 0, options_.radius_mm}},
                             step_mm, image_from_frame);
      answer["region"] = {{"count", found.count},
                          {"mean", number_or_null(found.mean)},
                          {"sd", number_or_null(found.sd)},
                          {"minimum", number_or_null(found.minimum)},
                          {"maximum", number_or_null(found.maximum)}};
      line += found.count == 0
                  ? ", circle outside"
                  : ", mean " + number_text(found.mean) + " ± " + number_text(found.sd);
    }
    context.out.text(line);
    if (options_.to.empty()) return answer;
    const auto to = point_of(options_.to, "--to");
    if (!to) return to.error();
    const double length_mm = (*to - at).norm();
    const int count = std::clamp(static_cast<int>(length_mm / step_mm) + 1, 2, 100000);
    const auto values = line_profile(volume, at, *to, count, image_from_frame);
    nlohmann::json profile = nlohmann::json::array();
    for (int i = 0; i < count; ++i) {
      const double distance_mm = length_mm * i / (count - 1);
      const double at_place = values[static_cast<std::size_t>(i)];
      profile.push_back({distance_mm, number_or_null(at_place)});
      table += "\"" + path.string() + "\"," + number_text(distance_mm) + "," +
               (std::isfinite(at_place) ? number_text(at_place) : "") + "\n";
    }
    answer["profile"] = profile;
    return answer;
  }

  std::vector<std::filesystem::path> images_;
  ProbeOptions options_;
};

}  // namespace

std::unique_ptr<Verb> make_probe_verb() {
  return std::make_unique<ProbeVerb>();
}

}  // namespace transpine
