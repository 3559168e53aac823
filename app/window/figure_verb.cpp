// SPDX-License-Identifier: Apache-2.0
#include "app/window/figure_verb.h"

#include <QApplication>
#include <optional>

#include "app/verbs/verb_inputs.h"
#include "core/landmarks/landmark_files.h"
#include "core/landmarks/spine_labels.h"
#include "core/landmarks/vertebra_frame.h"
#include "core/registration/transform_file.h"
#include "widgets/session/shown_image.h"
#include "widgets/view/slice_view.h"
#include "widgets/viewer/figure_export.h"

namespace transpine {
namespace {

struct FigureOptions {
  std::string plane = "sagittal";
  std::vector<double> at;
  std::filesystem::path labels;
  std::string draw = "fill";
  std::filesystem::path second;
  std::filesystem::path second_from_first;
  std::string compare = "blend";
  std::filesystem::path landmarks;
  std::string vertebra;
  bool own_grid = false;
  bool ct = false;
  double window = 0;
  double level = 0;
  int width = 800;
  int height = 800;
  double scale = 2;
  double mm_per_pixel = 0;
};

std::vector<std::string> compare_keys() {
  std::vector<std::string> keys;
  for (const CompareMode mode : all_compare_modes()) {
    if (!is_moving(mode)) keys.push_back(compare_mode_key(mode).toStdString());
  }
  return keys;
}

void add_picture_options(OptionList& list, FigureOptions& options) {
  list.add(options.width, {.key = "width",
                           .label = "Width",
                           .help = "Of the picture before "
                                   "--scale.",
                           .unit = "px",
                           .min = 50,
                           .max = 8000});
  list.add(options.height, {.key = "height",
                            .label = "Height",
                            .help = "Of the picture before "
                                    "--scale.",
                            .unit = "px",
                            .min = 50,
                            .max = 8000});
  list.add(options.scale, {.key = "scale",
                           .label = "Resolution",
                           .help = "How many times finer "
                                   "than on a screen; letters and scale bar grow along.",
                           .min = 1,
                           .max = 8});
  list.add(options.mm_per_pixel, {.key = "mm_per_pixel",
                                  .label = "Zoom",
                                  .help = "0: the image "
                                          "fits.",
                                  .unit = "mm",
                                  .min = 0,
                                  .max = 5});
}

OptionList options_of(FigureOptions& options) {
  OptionList list;
  list.add(options.plane, {.key = "plane",
                           .label = "Plane",
                           .help = "The cut.",
                           .choices = {"axial", "sagittal", "coronal"}});
  list.add(options.at, {.key = "at",
                        .label = "Place",
                        .help = "x,y,z in LPS millimetres; the "
                                "image's middle without it.",
                        .unit = "mm"});
  list.add(options.labels, {.key = "labels", .label = "Labels", .help = "A label map on top."});
  list.add(options.draw, {.key = "draw",
                          .label = "Draw labels",
                          .help = "Filled, as outlines, or "
                                  "both.",
                          .choices = {"fill", "outline", "both"}});
  list.add(options.second, {.key = "second", .label = "Second image", .help = "To compare with."});
  list.add(options.second_from_first,
           {.key = "second_from_first",
            .label = "Transform",
            .help = "Takes a place of the first image to the second: ct-from-mr for an MR and its "
                    "CT."});
  list.add(options.compare, {.key = "compare",
                             .label = "Compare",
                             .help = "How the two images "
                                     "are shown as one.",
                             .choices = compare_keys()});
  list.add(options.landmarks, {.key = "landmarks",
                               .label = "Landmarks",
                               .help = "Points of the "
                                       "first image; for --vertebra."});
  list.add(options.vertebra, {.key = "vertebra",
                              .label = "Vertebra",
                              .help = "Cuts through the "
                                      "centres of its body and spinous process."});
  list.add(options.own_grid,
           {.key = "own_grid",
            .label = "Own grid",
            .help = "Cuts along the "
                    "image's own axes: an oblique image shows its voxels as they are."});
  list.add(options.ct, {.key = "ct",
                        .label = "CT",
                        .help = "The first image is in Hounsfield units also "
                                "where its values do not show it: bone window."});
  list.add(options.window, {.key = "window",
                            .label = "Window",
                            .help = "Width of the shown "
                                    "range; 0: automatic.",
                            .min = 0});
  list.add(options.level, {.key = "level",
                           .label = "Level",
                           .help = "Middle of the shown range; "
                                   "with --window."});
  add_picture_options(list, options);
  return list;
}

ViewPlane plane_of(const std::string& name) {
  if (name == "axial") return ViewPlane::axial;
  return name == "coronal" ? ViewPlane::coronal : ViewPlane::sagittal;
}

LabelStyle::Draw draw_of(const std::string& name) {
  if (name == "outline") return LabelStyle::Draw::outline;
  return name == "both" ? LabelStyle::Draw::both : LabelStyle::Draw::fill;
}

/// Widgets need an application; none that is shown.
std::unique_ptr<QApplication> application_without_display() {
  if (qApp) return nullptr;
  qputenv("QT_QPA_PLATFORM", "offscreen");
  static int argc = 1;
  static char name[] = "transpine";
  static char* argv[] = {name, nullptr};
  return std::make_unique<QApplication>(argc, argv);
}

class FigureVerb : public Verb {
 public:
  std::string name() const override { return "figure"; }
  std::string summary() const override {
    return "Draws a slice of an image, with labels or compared with another, as a PNG.";
  }
  std::vector<Positional> positionals() override {
    return {{"IMAGE", "The image.", &image_},
            {"OUTPUT", "The picture to write, ending in .png.", &output_}};
  }
  OptionList options() override { return options_of(options_); }

  Result<nlohmann::json> run(VerbContext& context) override {
    if (auto checked = check(); !checked) return checked.error();
    const auto layers = load_layers(context);
    if (!layers) return layers.error();
    const auto frame = find_frame();
    if (!frame) return frame.error();
    if (context.dry_run) {
      context.out.text("Would write " + output_.string());
      return nlohmann::json{{"file", output_.string()}};
    }
    const auto application = application_without_display();
    const QImage figure = draw(*layers, *frame);
    const QString text = QString::fromStdString(image_.filename().string());
    if (auto written = write_figure(output_, figure, text); !written) return written.error();
    context.out.text("Wrote " + output_.string());
    return nlohmann::json{
        {"file", output_.string()}, {"width", figure.width()}, {"height", figure.height()}};
  }

 private:
  Result<void> check() const {
    if (output_.extension() != ".png") {
      return Error{output_.string() + " is no name of a PNG file.", "Let it end in .png."};
    }
    if (!options_.at.empty() && options_.at.size() != 3) {
      return Error{"--at needs three numbers.", "Give it as x,y,z in LPS millimetres."};
    }
    if (!options_.vertebra.empty() && options_.landmarks.empty()) {
      return Error{"A cut along a vertebra needs its points.", "Give them with --landmarks."};
    }
    if (auto possible = check_output(output_); !possible) return possible;
    return check_distinct(
        {image_, options_.labels, options_.second, options_.second_from_first, options_.landmarks},
        {output_});
  }

  Result<SliceLayer> load_layer(const std::filesystem::path& path, ImageKind kind,
                                VerbContext& context) const {
    const auto image = load_shown_image(path, kind, context.job);
    if (!image) return image.error();
    ShownImage shown = **image;
    if (kind == ImageKind::mr && looks_like_ct(shown.volume())) shown.kind = ImageKind::ct;
    return layer_of(shown, QString::fromStdString(path.filename().string()));
  }

  Result<std::vector<SliceLayer>> load_layers(VerbContext& context) const {
    auto first = load_layer(image_, options_.ct ? ImageKind::ct : ImageKind::mr, context);
    if (!first) return first.error();
    if (options_.window > 0) {
      first->window = options_.window;
      first->level = options_.level;
    }
    std::vector<SliceLayer> layers{*first};
    if (!options_.second.empty()) {
      auto second = load_layer(options_.second, ImageKind::mr, context);
      if (!second) return second.error();
      if (!options_.second_from_first.empty()) {
        const auto read = read_transform(options_.second_from_first);
        if (!read) return read.error();
        second->view_from_volume = read->inverse();
      }
      layers.push_back(*second);
    }
    if (!options_.labels.empty()) {
      auto labels = load_layer(options_.labels, ImageKind::labels, context);
      if (!labels) return labels.error();
      labels->labels.draw = draw_of(options_.draw);
      layers.push_back(*labels);
    }
    return layers;
  }

  Result<std::optional<VertebraFrame>> find_frame() const {
    if (options_.vertebra.empty()) return std::optional<VertebraFrame>();
    const auto id = vertebra_from_name(options_.vertebra);
    const auto points = read_landmarks(options_.landmarks);
    if (!points) return points.error();
    const auto frame = id ? vertebra_frame(*points, *id) : std::nullopt;
    if (!frame) {
      return Error{options_.landmarks.string() + " has no body and spinous process of " +
                       options_.vertebra + ".",
                   "Place both points, or choose another vertebra."};
    }
    return frame;
  }

  QImage draw(const std::vector<SliceLayer>& layers, const std::optional<VertebraFrame>& frame) {
    LinkedCursor cursor;
    SliceView view(plane_of(options_.plane), &cursor);
    view.resize(options_.width, options_.height);
    view.set_layers(layers, true);
    if (!options_.second.empty()) {
      view.set_compare({.mode = compare_mode_from_key(QString::fromStdString(options_.compare))});
    }
    const Grid& grid = layers[0].volume.grid();
    if (options_.own_grid) view.set_patient_axes(axes_of_grid(grid));
    Eigen::Vector3d place = grid.point_from_index({static_cast<double>(grid.size[0] - 1) / 2,
                                                   static_cast<double>(grid.size[1] - 1) / 2,
                                                   static_cast<double>(grid.size[2] - 1) / 2});
    if (frame) {
      view.set_patient_axes(frame->axes);
      place = frame->centre_mm;
    }
    if (!options_.at.empty()) place = {options_.at[0], options_.at[1], options_.at[2]};
    cursor.jump_to(place);
    view.picture();  // Fits.
    if (options_.mm_per_pixel > 0) cursor.set_mm_per_pixel(options_.mm_per_pixel);
    return view.picture(options_.scale);
  }

  std::filesystem::path image_;
  std::filesystem::path output_;
  FigureOptions options_;
};

}  // namespace

std::unique_ptr<Verb> make_figure_verb() {
  return std::make_unique<FigureVerb>();
}

}  // namespace transpine
