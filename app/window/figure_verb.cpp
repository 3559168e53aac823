// SPDX-License-Identifier: Apache-2.0
#include "app/window/figure_verb.h"

#include <QApplication>
#include <QFile>
#include <QTemporaryDir>
#include <cstdio>
#include <limits>
#include <optional>

#include "app/verbs/verb_inputs.h"
#include "app/window/figure_options.h"
#include "core/image/grid_overlap.h"
#include "core/landmarks/landmark_files.h"
#include "core/landmarks/spine_labels.h"
#include "core/landmarks/vertebra_frame.h"
#include "core/registration/image_checks.h"
#include "widgets/session/shown_image.h"
#include "widgets/view/slice_view.h"
#include "widgets/viewer/figure_export.h"

namespace transpine {
namespace {

ViewPlane plane_of(const std::string& name) {
  if (name == "axial") return ViewPlane::axial;
  return name == "coronal" ? ViewPlane::coronal : ViewPlane::sagittal;
}

LabelStyle::Draw draw_of(const std::string& name) {
  if (name == "outline") return LabelStyle::Draw::outline;
  return name == "both" ? LabelStyle::Draw::both : LabelStyle::Draw::fill;
}

/// How far the image's voxels reach along a direction, as its product with their places.
std::pair<double, double> extent_along(const Grid& grid, const Eigen::Vector3d& direction) {
  double low_mm = std::numeric_limits<double>::infinity();
  double high_mm = -low_mm;
  for (int corner = 0; corner < 8; ++corner) {
    Eigen::Vector3d index;
    for (int axis = 0; axis < 3; ++axis) {
      const auto last = static_cast<double>(grid.size[static_cast<std::size_t>(axis)]) - 0.5;
      index[axis] = (corner >> axis & 1) != 0 ? last : -0.5;
    }
    const double mm = direction.dot(grid.point_from_index(index));
    low_mm = std::min(low_mm, mm);
    high_mm = std::max(high_mm, mm);
  }
  return {low_mm, high_mm};
}

/// Widgets need an application; none that is shown. Without a session there is no folder for what
/// belongs to it, and Qt warns on stderr that it takes another: it gets one for this run.
class HiddenApplication {
 public:
  HiddenApplication() {
    if (qApp) return;
    qputenv("QT_QPA_PLATFORM", "offscreen");
    if (qEnvironmentVariableIsEmpty("XDG_RUNTIME_DIR")) {
      runtime_ = std::make_unique<QTemporaryDir>();
      qputenv("XDG_RUNTIME_DIR", QFile::encodeName(runtime_->path()));
    }
    application_ = std::make_unique<QApplication>(argc_, argv_);
  }
  ~HiddenApplication() {
    application_.reset();
    if (runtime_) qunsetenv("XDG_RUNTIME_DIR");
  }
  HiddenApplication(const HiddenApplication&) = delete;
  HiddenApplication& operator=(const HiddenApplication&) = delete;

 private:
  int argc_ = 1;
  char name_[10] = "transpine";
  char* argv_[2] = {name_, nullptr};
  std::unique_ptr<QTemporaryDir> runtime_;  ///< Only its owner may enter it, as is asked for.
  std::unique_ptr<QApplication> application_;
};

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
    const Grid& grid = layers->front().volume.grid();
    const Cut cut = cut_through(grid, *frame);
    if (auto hits = check_hits(cut, grid); !hits) return hits.error();
    if (context.dry_run) {
      context.out.text("Would write " + output_.string());
      return nlohmann::json{{"file", output_.string()}};
    }
    const HiddenApplication application;
    const QImage figure = draw(*layers, cut);
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
    if (auto sound = check_options(options_); !sound) return sound;
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
        const auto read = load_second_from_first(
            options_.second_from_first,
            options_.ct ? std::optional(true) : is_ct_by_values(first->volume), context);
        if (!read) return read.error();
        second->view_from_volume = read->inverse();
      }
      layers.push_back(*second);
    }
    if (!options_.labels.empty()) {
      // Before it is read as labels, which rounds.
      const auto mask = load_mask(options_.labels, context);
      if (!mask) return mask.error();
      if (!grids_overlap(mask->volume.grid(), first->volume.grid())) {
        context.out.warning(options_.labels.string() + " and " + image_.string() +
                            " do not overlap: the picture shows no labels.");
      }
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

  /// Where the cut goes through, and its patient axes as columns.
  struct Cut {
    Eigen::Vector3d place_mm;
    Eigen::Matrix3d axes = Eigen::Matrix3d::Identity();
  };

  Cut cut_through(const Grid& grid, const std::optional<VertebraFrame>& frame) const {
    Cut cut{grid.point_from_index({static_cast<double>(grid.size[0] - 1) / 2,
                                   static_cast<double>(grid.size[1] - 1) / 2,
                                   static_cast<double>(grid.size[2] - 1) / 2})};
    if (options_.own_grid) cut.axes = axes_of_grid(grid);
    if (frame) cut = {frame->centre_mm, frame->axes};
    if (!options_.at.empty()) cut.place_mm = {options_.at[0], options_.at[1], options_.at[2]};
    return cut;
  }

  /// Fails when the plane cuts none of the image: the picture would be black.
  Result<void> check_hits(const Cut& cut, const Grid& grid) const {
    const auto axis = static_cast<Eigen::Index>(options_.plane == "sagittal"  ? 0
                                                : options_.plane == "coronal" ? 1
                                                                              : 2);
    const Eigen::Vector3d normal = cut.axes.col(axis);
    const auto [low_mm, high_mm] = extent_along(grid, normal);
    const double at_mm = normal.dot(cut.place_mm);
    if (at_mm >= low_mm && at_mm <= high_mm) return {};
    const std::string title = "The " + options_.plane + " plane misses " + image_.string() + ".";
    char text[160];
    if (cut.axes.isIdentity()) {
      std::snprintf(text, sizeof text, "The image reaches from %c = %.1f to %.1f mm (LPS).",
                    "xyz"[axis], low_mm, high_mm);
    } else {
      const double off_mm = at_mm < low_mm ? low_mm - at_mm : high_mm - at_mm;
      const Eigen::Vector3d nearest = cut.place_mm + off_mm * normal;
      std::snprintf(text, sizeof text,
                    "It is %.1f mm off; the nearest place whose plane meets the image is "
                    "%.1f,%.1f,%.1f.",
                    std::abs(off_mm), nearest.x(), nearest.y(), nearest.z());
    }
    return Error{title, text};
  }

  QImage draw(const std::vector<SliceLayer>& layers, const Cut& cut) const {
    LinkedCursor cursor;
    SliceView view(plane_of(options_.plane), &cursor);
    view.resize(options_.width, options_.height);
    view.set_layers(layers, true);
    if (!options_.second.empty()) {
      view.set_compare({.mode = compare_mode_from_key(QString::fromStdString(options_.compare))});
    }
    view.set_patient_axes(cut.axes);
    cursor.jump_to(cut.place_mm);
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
