// SPDX-License-Identifier: Apache-2.0
#include "app/window/view_keeper.h"

#include <QByteArray>
#include <algorithm>
#include <array>

#include "app/window/main_window.h"
#include "widgets/session/study_session.h"
#include "widgets/workspaces/workspace.h"

namespace transpine {
namespace {

using nlohmann::json;

/// How often the view is kept for the case of a crash.
constexpr int kJournal_ms = 5000;

constexpr std::array<const char*, MainWindow::kPlaceCount> kPlaceNames{"data", "register", "train",
                                                                       "translate", "evaluate"};

std::string text_of(const QByteArray& bytes) {
  return bytes.toBase64().toStdString();
}

QByteArray bytes_of(const json& object, const char* key) {
  if (!object.is_object() || !object.contains(key) || !object[key].is_string()) return {};
  return QByteArray::fromBase64(QByteArray::fromStdString(object[key].get<std::string>()));
}

json part_of(const json& object, const char* key) {
  if (!object.is_object() || !object.contains(key) || !object[key].is_object()) {
    return json::object();
  }
  return object[key];
}

}  // namespace

ViewKeeper::ViewKeeper(MainWindow* window) : QObject(window), window_(window) {
  StudySession* session = window->session();
  connect(session, &StudySession::study_opened, this, [this] {
    restore_from(kept());
    last_ = present();
    timer_.start(kJournal_ms);
  });
  connect(session, &StudySession::study_closing, this, [this, session] {
    timer_.stop();
    if (store() || session->has_journal()) session->save();
  });
  connect(window, &MainWindow::workspace_made, this,
          [this](int place) { restore_workspace(place, kept()); });
  connect(&timer_, &QTimer::timeout, this, &ViewKeeper::keep_in_journal);
}

json ViewKeeper::kept() const {
  const StudySession* session = window_->session();
  return session->has_study() ? part_of(session->study().settings(), "view") : json::object();
}

void ViewKeeper::keep_in_journal() {
  json view = present();
  if (view == last_) return;
  last_ = view;
  window_->session()->keep_in_journal({{"view", std::move(view)}});
}

json ViewKeeper::present() const {
  const StudySession* session = window_->session();
  json view = part_of(session->study().settings(), "view");
  view["workspace"] = kPlaceNames[static_cast<std::size_t>(window_->shown_place())];
  view["subject"] = session->current_subject().toStdString();
  json frame = part_of(view, "window");
  frame["geometry"] = text_of(window_->saveGeometry());
  frame["docks"] = text_of(window_->saveState());
  view["window"] = frame;
  json workspaces = part_of(view, "workspaces");
  for (int place = 0; place < MainWindow::kPlaceCount; ++place) {
    const Workspace* workspace = window_->made_workspace(static_cast<MainWindow::Place>(place));
    if (!workspace) continue;
    const char* name = kPlaceNames[static_cast<std::size_t>(place)];
    json state = part_of(workspaces, name);
    state.update(workspace->view_state());
    workspaces[name] = state;
  }
  view["workspaces"] = workspaces;
  return view;
}

bool ViewKeeper::store() {
  StudySession* session = window_->session();
  if (!session->has_study()) return false;
  json view = present();
  if (kept() == view) return false;
  last_ = view;
  session->study().settings()["view"] = std::move(view);
  return true;
}

void ViewKeeper::restore_from(const json& view) {
  const json frame = part_of(view, "window");
  if (const QByteArray geometry = bytes_of(frame, "geometry"); !geometry.isEmpty()) {
    window_->restoreGeometry(geometry);
  }
  if (const QByteArray docks = bytes_of(frame, "docks"); !docks.isEmpty()) {
    window_->restoreState(docks);
  }
  if (view.contains("subject") && view["subject"].is_string()) {
    const auto id = view["subject"].get<std::string>();
    if (window_->session()->study().find(id)) {
      window_->session()->set_current_subject(QString::fromStdString(id));
    }
  }
  for (int place = 0; place < MainWindow::kPlaceCount; ++place) {
    restore_workspace(place, view);
  }
  if (!view.contains("workspace")) return;
  const auto name = std::find(kPlaceNames.begin(), kPlaceNames.end(), view["workspace"]);
  if (name != kPlaceNames.end()) {
    window_->show_workspace(static_cast<MainWindow::Place>(name - kPlaceNames.begin()));
  }
}

void ViewKeeper::restore_workspace(int place, const json& view) {
  Workspace* workspace = window_->made_workspace(static_cast<MainWindow::Place>(place));
  const json state =
      part_of(part_of(view, "workspaces"), kPlaceNames[static_cast<std::size_t>(place)]);
  if (workspace && !state.empty()) workspace->restore_view_state(state);
}

}  // namespace transpine
