// SPDX-License-Identifier: Apache-2.0
#include "widgets/session/study_session.h"

#include <QThreadPool>
#include <algorithm>

#include "core/base/content_hash.h"
#include "widgets/backend/backend.h"

namespace transpine {
namespace {

constexpr std::size_t kImageBudget_bytes = std::size_t{3} << 30;

QString text_of(const std::string& text) {
  return QString::fromStdString(text);
}

std::string cache_key(const std::filesystem::path& path, ImageKind kind) {
  return std::to_string(static_cast<int>(kind)) + ":" + path.string();
}

}  // namespace

/// One thread that writes small files in order; waits for the last one when it goes.
class StudySession::Writer {
 public:
  explicit Writer(StudySession* session) : session_(session) { pool_.setMaxThreadCount(1); }
  ~Writer() { wait(); }

  void wait() { pool_.waitForDone(); }

  void write(std::function<Result<void>()> task) {
    pool_.start([session = QPointer<StudySession>(session_), task = std::move(task)] {
      auto written = task();
      if (written) return;
      QMetaObject::invokeMethod(
          session,
          [session, error = written.error()] {
            if (session) {
              Q_EMIT session->failed(text_of(error.title), text_of(error.remedy));
            }
          },
          Qt::QueuedConnection);
    });
  }

 private:
  StudySession* session_;
  QThreadPool pool_;
};

StudySession::StudySession(Backend* backend, QObject* parent)
    : QObject(parent), backend_(backend), writer_(std::make_shared<Writer>(this)) {}

StudySession::~StudySession() = default;

void StudySession::adopt(Study study, const std::vector<std::string>& warnings) {
  const bool is_other = !study_ || study_->folder() != study.folder();
  if (study_ && is_other) Q_EMIT study_closing();
  const QString before = is_other ? QString() : subject_;
  study_ = std::move(study);
  images_.clear();
  subject_.clear();
  Q_EMIT study_changed();
  for (const auto& warning : warnings) Q_EMIT warned(text_of(warning));
  set_current_subject(first_subject(before));
  if (is_other) Q_EMIT study_opened();
}

QString StudySession::first_subject(const QString& before) const {
  if (study_->subjects().empty()) return {};
  const nlohmann::json view = study_->settings().value("view", nlohmann::json::object());
  const std::string kept =
      view.is_object() && view.contains("subject") && view["subject"].is_string()
          ? view["subject"].get<std::string>()
          : std::string();
  for (const std::string& id : {before.toStdString(), kept}) {
    if (!id.empty() && study_->find(id)) return text_of(id);
  }
  return text_of(study_->subjects().front().id);
}

void StudySession::open(const std::filesystem::path& folder) {
  struct Opened {
    Study study;
    std::vector<std::string> warnings;
  };
  backend_->run<Opened>(
      tr("Open %1").arg(text_of(folder.filename().string())), JobLane::processor,
      [folder](JobContext&) -> Result<Opened> {
        Opened opened{Study(folder), {}};
        auto study = Study::open(folder, &opened.warnings);
        if (!study) return study.error();
        opened.study = std::move(study).value();
        return opened;
      },
      this,
      [this](const Result<Opened>& opened) {
        if (opened) adopt(opened->study, opened->warnings);
      });
}

void StudySession::import_folder(const std::filesystem::path& folder) {
  const Study base = study_ ? *study_ : Study(folder);
  backend_->run<Study>(
      tr("Import %1").arg(text_of(folder.filename().string())), JobLane::processor,
      [folder, base](JobContext&) -> Result<Study> {
        Study study = base;
        auto taken = study.import_folder(folder);
        if (!taken) return taken.error();
        if (*taken == 0) {
          return Error{folder.string() + " holds no file whose name says its subject and role.",
                       "Name files like sub-01_T2w.nii.gz and sub-01_ct.nii.gz, or open single "
                       "images with \"Add Image\"."};
        }
        if (auto saved = study.save(); !saved) return saved.error();
        return study;
      },
      this,
      [this](const Result<Study>& study) {
        if (study) adopt(*study, {});
      });
}

void StudySession::assign(const std::string& subject, Role role,
                          const std::filesystem::path& file) {
  if (!study_) return;
  drop_image(file);
  study_->subject(subject).files[role] = {file, ""};
  save();
  backend_->run<std::string>(
      tr("Checksum of %1").arg(text_of(file.filename().string())), JobLane::processor,
      [file](JobContext&) { return content_hash(file); }, this,
      [this, subject, role, file](const Result<std::string>& hash) {
        if (!hash || !study_) return;
        SubjectFile& kept = study_->subject(subject).files[role];
        if (kept.path != file) return;
        kept.content_hash = *hash;
        save();
      });
  Q_EMIT study_changed();
  if (subject_.isEmpty() || subject_ == text_of(subject)) {
    subject_.clear();
    set_current_subject(text_of(subject));
  }
}

void StudySession::remove_subject(const std::string& subject) {
  if (!study_) return;
  study_->remove(subject);
  save();
  Q_EMIT study_changed();
}

void StudySession::save() {
  if (!study_) return;
  write_later([study = *study_] { return study.save(); });
}

void StudySession::write_later(std::function<Result<void>()> write) {
  writer_->write(std::move(write));
}

std::function<void()> StudySession::wait_for_writes() const {
  return [writer = writer_] { writer->wait(); };
}

void StudySession::set_current_subject(const QString& id) {
  if (id == subject_) return;
  subject_ = id;
  Q_EMIT subject_changed(id);
}

std::filesystem::path StudySession::file_of(Role role) const {
  if (!study_) return {};
  const Subject* subject = study_->find(subject_.toStdString());
  return subject ? subject->path_of(role) : std::filesystem::path();
}

void StudySession::remember(const std::string& key, ShownImagePtr image) {
  images_.emplace_front(key, std::move(image));
  std::size_t bytes = 0;
  for (auto it = images_.begin(); it != images_.end();) {
    bytes += it->second->volume().byte_size();
    it = bytes > kImageBudget_bytes && it != images_.begin() ? images_.erase(it) : std::next(it);
  }
}

void StudySession::drop_image(const std::filesystem::path& path) {
  images_.remove_if([&](const auto& entry) { return entry.second->path == path; });
}

void StudySession::with_image(const std::filesystem::path& path, ImageKind kind, QObject* receiver,
                              std::function<void(ShownImagePtr)> done) {
  const std::string key = cache_key(path, kind);
  const auto it = std::find_if(images_.begin(), images_.end(),
                               [&](const auto& entry) { return entry.first == key; });
  if (it != images_.end()) {
    images_.splice(images_.begin(), images_, it);
    const ShownImagePtr image = images_.front().second;
    done(image);
    return;
  }
  auto& receivers = waiting_[key];
  receivers.emplace_back(receiver, std::move(done));
  if (receivers.size() > 1) return;
  backend_->run<ShownImagePtr>(
      tr("Open %1").arg(text_of(path.filename().string())), JobLane::processor,
      [path, kind](JobContext& job) { return load_shown_image(path, kind, job); }, this,
      [this, key](const Result<ShownImagePtr>& image) {
        const auto told = std::move(waiting_[key]);
        waiting_.erase(key);
        if (!image) return;
        remember(key, *image);
        for (const auto& [guard, callback] : told) {
          if (guard) callback(*image);
        }
      });
}

}  // namespace transpine
