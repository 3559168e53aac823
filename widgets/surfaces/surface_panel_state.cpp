// SPDX-License-Identifier: Apache-2.0
#include <QAction>
#include <QSlider>

#include "widgets/surfaces/surface_panel.h"

namespace transpine {
namespace {

using nlohmann::json;

json vector_json(const Eigen::Vector3d& v) {
  return {v.x(), v.y(), v.z()};
}

template <class T>
std::optional<T> field(const json& object, const char* name) {
  if (!object.is_object() || !object.contains(name)) return {};
  const json& value = object.at(name);
  if constexpr (std::is_same_v<T, bool>) {
    if (!value.is_boolean()) return {};
  } else if constexpr (std::is_arithmetic_v<T>) {
    if (!value.is_number()) return {};
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (!value.is_string()) return {};
  }
  return value.get<T>();
}

std::optional<Eigen::Vector3d> vector_field(const json& object, const char* name) {
  if (!object.is_object() || !object.contains(name)) return {};
  const json& value = object.at(name);
  if (!value.is_array() || value.size() != 3) return {};
  Eigen::Vector3d result;
  for (int axis = 0; axis < 3; ++axis) {
    const json& part = value[static_cast<std::size_t>(axis)];
    if (!part.is_number()) return {};
    result[axis] = part.get<double>();
  }
  if (!result.allFinite()) return {};
  return result;
}

json camera_json(const CameraPose& pose) {
  return {{"position_mm", vector_json(pose.position_mm)},
          {"focus_mm", vector_json(pose.focus_mm)},
          {"up", vector_json(pose.up)},
          {"half_height_mm", pose.half_height_mm},
          {"orthographic", pose.orthographic}};
}

std::optional<CameraPose> camera_from(const json& value) {
  const auto position = vector_field(value, "position_mm");
  const auto focus = vector_field(value, "focus_mm");
  const auto up = vector_field(value, "up");
  const auto half_height = field<double>(value, "half_height_mm");
  if (!position || !focus || !up || !half_height || *half_height <= 0 || *position == *focus ||
      up->norm() == 0) {
    return {};
  }
  return CameraPose{*position, *focus, *up, *half_height,
                    field<bool>(value, "orthographic").value_or(false)};
}

constexpr std::pair<const char*, ViewPlane> kPlanes[] = {{"axial", ViewPlane::axial},
                                                         {"sagittal", ViewPlane::sagittal},
                                                         {"coronal", ViewPlane::coronal}};

}  // namespace

json SurfacePanel::state() const {
  json planes = json::object();
  for (const auto& [name, plane] : kPlanes) planes[name] = view_->planes().is_visible(plane);
  json hidden = json::array();
  for (const int label : view_->surfaces().labels()) {
    if (!view_->surfaces().is_visible(label)) hidden.push_back(label);
  }
  json state{{"smoothing", smoothing_},
             {"opacity", opacity_slider_->value() / 100.0},
             {"hidden", hidden},
             {"planes", planes},
             {"landmarks", view_->landmarks().is_visible()},
             {"volume",
              {{"visible", view_->volume().is_wanted()},
               {"preset", view_->volume().preset().toStdString()},
               {"shift_hu", view_->volume().shift_hu()}}}};
  if (view_->has_framed()) state["camera"] = camera_json(view_->camera());
  if (wanted_scale_) {
    state["distances"] = {{"signed", wanted_scale_->is_signed},
                          {"range_mm", wanted_scale_->range_mm}};
  }
  return state;
}

void SurfacePanel::restore(const json& state) {
  if (!state.is_object()) return;
  if (const auto smoothing = field<double>(state, "smoothing")) {
    set_smoothing(std::clamp(*smoothing, 0.0, 1.0));
  }
  if (const auto opacity = field<double>(state, "opacity")) {
    opacity_slider_->setValue(qRound(100 * std::clamp(*opacity, 0.0, 1.0)));
  }
  if (state.contains("hidden") && state["hidden"].is_array()) {
    for (const json& label : state["hidden"]) {
      if (label.is_number_integer()) view_->set_label_visible(label.get<int>(), false);
    }
  }
  for (const auto& [name, plane] : kPlanes) {
    const auto on = state.contains("planes") ? field<bool>(state["planes"], name) : std::nullopt;
    if (on) actions_.at(QString("view3d.plane_") + name)->setChecked(*on);
  }
  if (const auto on = field<bool>(state, "landmarks")) {
    actions_.at("view3d.landmarks")->setChecked(*on);
  }
  if (state.contains("volume")) {
    const json& volume = state["volume"];
    if (const auto key = field<std::string>(volume, "preset")) {
      if (QAction* preset = actions_[QString("view3d.volume_") + QString::fromStdString(*key)]) {
        preset->setChecked(true);
        view_->set_volume_preset(QString::fromStdString(*key));
      }
    }
    if (const auto shift = field<double>(volume, "shift_hu")) {
      shift_slider_->setValue(qRound(std::clamp(*shift, -300.0, 300.0)));
    }
    if (const auto on = field<bool>(volume, "visible"))
      actions_.at("view3d.volume")->setChecked(*on);
  }
  if (state.contains("distances")) {
    const json& distances = state["distances"];
    show_distances(
        DistanceScale{field<bool>(distances, "signed").value_or(true),
                      std::clamp(field<double>(distances, "range_mm").value_or(3), 0.5, 10.0)});
  }
  // Last: what was shown above may have set a camera of its own.
  if (state.contains("camera")) {
    if (const auto pose = camera_from(state["camera"])) view_->set_camera(*pose);
  }
}

}  // namespace transpine
