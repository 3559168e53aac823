// SPDX-License-Identifier: Apache-2.0
#include "widgets/landmarks/landmark_editor.h"

#include <QUndoCommand>
#include <set>

#include "core/landmarks/spine_labels.h"
#include "widgets/landmarks/subregion_text.h"

namespace transpine {
namespace {

Error no_points() {
  return {"There are no landmark pairs yet.", "Place at least three points that both images have."};
}

QString name_of(LandmarkKey key) {
  return QString::fromStdString(vertebra_name(key.vertebra) + " ") + subregion_text(key.subregion);
}

}  // namespace

/// One step: the whole document before and after. Documents hold a few dozen points.
class LandmarkEditor::Edit : public QUndoCommand {
 public:
  Edit(LandmarkEditor* editor, LandmarkDocument before, LandmarkDocument after, const QString& text,
       int merge_id)
      : QUndoCommand(text),
        editor_(editor),
        before_(std::move(before)),
        after_(std::move(after)),
        merge_id_(merge_id) {}

  void undo() override { show(before_); }
  void redo() override { show(after_); }
  int id() const override { return merge_id_; }
  bool mergeWith(const QUndoCommand* other) override {
    after_ = static_cast<const Edit*>(other)->after_;
    return true;
  }

 private:
  void show(const LandmarkDocument& document) {
    editor_->apply(document);
    Q_EMIT editor_->edited();
  }

  LandmarkEditor* editor_;
  LandmarkDocument before_;
  LandmarkDocument after_;
  int merge_id_;
};

LandmarkEditor::LandmarkEditor(QObject* parent) : QObject(parent), registration_(no_points()) {}

std::vector<LandmarkKey> LandmarkEditor::keys() const {
  const auto order = [](const LandmarkKey& a, const LandmarkKey& b) {
    if (a.vertebra != b.vertebra) return is_cranial_to(a.vertebra, b.vertebra);
    // The body before the processes.
    if ((a.subregion == subregion::kBody) != (b.subregion == subregion::kBody)) {
      return a.subregion == subregion::kBody;
    }
    return a.subregion < b.subregion;
  };
  std::set<LandmarkKey, decltype(order)> keys(order);
  for (const auto& entry : document_.mr) keys.insert(entry.first);
  for (const auto& entry : document_.ct) keys.insert(entry.first);
  return {keys.begin(), keys.end()};
}

void LandmarkEditor::apply(const LandmarkDocument& document) {
  document_ = document;
  const LandmarkSet mr = active_points(document_.mr);
  const LandmarkSet ct = active_points(document_.ct);
  RegistrationOptions options;
  options.subregions = subregions_;
  registration_ = mr.empty() || ct.empty() ? Result<RegistrationResult>(no_points())
                                           : register_landmarks(mr, ct, options);
  Q_EMIT changed();
}

void LandmarkEditor::load(const LandmarkDocument& document) {
  undo_.clear();
  apply(document);
}

void LandmarkEditor::push(const LandmarkDocument& next, const QString& text, int merge_id) {
  if (locked_ || next == document_) return;
  undo_.push(new Edit(this, document_, next, text, merge_id));
}

void LandmarkEditor::set_point(LandmarkSide side, LandmarkKey key, const Eigen::Vector3d& p_mm) {
  LandmarkDocument next = document_;
  auto& points = side == LandmarkSide::mr ? next.mr : next.ct;
  points[key] = {p_mm, LandmarkState::placed};
  push(next, tr("Place %1").arg(name_of(key)));
}

void LandmarkEditor::drag_point(LandmarkSide side, LandmarkKey key, const Eigen::Vector3d& p_mm,
                                bool finished) {
  LandmarkDocument next = document_;
  auto& points = side == LandmarkSide::mr ? next.mr : next.ct;
  const auto it = points.find(key);
  if (it == points.end()) return;
  it->second = {p_mm, LandmarkState::placed};
  push(next, tr("Move %1").arg(name_of(key)), 1 + drag_serial_);
  if (finished) ++drag_serial_;
}

void LandmarkEditor::remove(LandmarkKey key) {
  LandmarkDocument next = document_;
  next.mr.erase(key);
  next.ct.erase(key);
  push(next, tr("Delete %1").arg(name_of(key)));
}

bool LandmarkEditor::is_used(LandmarkKey key) const {
  for (const auto* points : {&document_.mr, &document_.ct}) {
    const auto it = points->find(key);
    if (it != points->end() && it->second.state == LandmarkState::excluded) return false;
  }
  return true;
}

void LandmarkEditor::set_used(LandmarkKey key, bool used) {
  LandmarkDocument next = document_;
  for (auto* points : {&next.mr, &next.ct}) {
    const auto it = points->find(key);
    if (it == points->end()) continue;
    it->second.state = used ? LandmarkState::confirmed : LandmarkState::excluded;
  }
  push(next, used ? tr("Use %1").arg(name_of(key)) : tr("Leave out %1").arg(name_of(key)));
}

void LandmarkEditor::replace(const LandmarkDocument& document, const QString& step) {
  push(document, step);
}

void LandmarkEditor::set_subregions(const std::vector<int>& subregions) {
  subregions_ = subregions;
  apply(document_);
}

std::optional<PointResidual> LandmarkEditor::residual_of(LandmarkKey key) const {
  if (!registration_) return std::nullopt;
  for (const PointResidual& point : registration_->points) {
    if (point.key == key) return point;
  }
  return std::nullopt;
}

}  // namespace transpine
