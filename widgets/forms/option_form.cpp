// SPDX-License-Identifier: Apache-2.0
#include "widgets/forms/option_form.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QStyle>
#include <climits>
#include <cmath>

#include "widgets/forms/option_text.h"

namespace transpine {
namespace {

using nlohmann::json;

// The option tables live in core, which has no Qt; their texts are translated by this context.
QString translated(const std::string& text) {
  return QCoreApplication::translate("Options", text.c_str());
}

QString suffix_of(const OptionSpec& spec) {
  return spec.unit.empty() ? QString() : " " + translated(spec.unit);
}

}  // namespace

OptionForm::OptionForm(OptionList options, const std::vector<std::string>& keys, QWidget* parent)
    : QWidget(parent), options_(std::move(options)), layout_(new QFormLayout(this)) {
  layout_->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  if (keys.empty()) {
    for (const Option& option : options_.options()) add_row(option);
  } else {
    for (const std::string& key : keys) {
      if (const Option* option = options_.find(key)) add_row(*option);
    }
  }
}

void OptionForm::add_row(const Option& option) {
  QWidget* editor = make_editor(option);
  editor->setObjectName("option_" + QString::fromStdString(option.spec.key));
  editor->setToolTip(translated(option.spec.help));
  auto* label = new QLabel(translated(option.spec.label) + ":", this);
  label->setToolTip(editor->toolTip());
  label->setBuddy(editor);
  layout_->addRow(label, editor);
  rows_.emplace_back(option.spec.key, editor);
}

void OptionForm::show_rows(const std::function<bool(const std::string& key)>& wanted) {
  for (const auto& [key, editor] : rows_) layout_->setRowVisible(editor, wanted(key));
}

QWidget* OptionForm::make_editor(const Option& option) {
  const auto set = [this, key = option.spec.key](const json& value) {
    const Option* target = options_.find(key);
    if (target->set(value).ok()) Q_EMIT changed();
  };
  const auto get = option.get;
  if (option.type == Option::Type::boolean) {
    auto* box = new QCheckBox(this);
    refreshers_.push_back([=] { box->setChecked(get().get<bool>()); });
    refreshers_.back()();
    connect(box, &QCheckBox::toggled, this, set);
    return box;
  }
  if (option.type == Option::Type::integer) {
    auto* spin = new QSpinBox(this);
    spin->setRange(static_cast<int>(std::max(option.spec.min.value_or(INT_MIN), -2e9)),
                   static_cast<int>(std::min(option.spec.max.value_or(INT_MAX), 2e9)));
    spin->setSuffix(suffix_of(option.spec));
    refreshers_.push_back([=] { spin->setValue(get().get<int>()); });
    refreshers_.back()();
    connect(spin, &QSpinBox::valueChanged, this, set);
    return spin;
  }
  if (option.type == Option::Type::real) {
    // A line edit, since learning rates need exponents.
    auto* edit = new QLineEdit(this);
    refreshers_.push_back([=] { edit->setText(option_value_text(get())); });
    refreshers_.back()();
    connect(edit, &QLineEdit::editingFinished, this, [=, this] {
      bool valid = false;
      const double value = edit->text().toDouble(&valid);
      if (valid) set(value);
      edit->setText(option_value_text(get()));
    });
    return edit;
  }
  if (!option.spec.choices.empty()) {
    auto* box = new QComboBox(this);
    for (const std::string& choice : option.spec.choices) {
      box->addItem(translated(choice), QString::fromStdString(choice));
    }
    if (option.spec.other_choices) return make_open_choice(box, option);
    refreshers_.push_back([=] { box->setCurrentIndex(box->findData(option_value_text(get()))); });
    refreshers_.back()();
    connect(box, &QComboBox::currentIndexChanged, this,
            [=](int index) { set(box->itemData(index).toString().toStdString()); });
    return box;
  }
  auto* edit = new QLineEdit(this);
  if (option.type == Option::Type::path) add_browse(edit);
  refreshers_.push_back([=] { edit->setText(option_value_text(get())); });
  refreshers_.back()();
  connect(edit, &QLineEdit::editingFinished, this, [=, this, key = option.spec.key] {
    if (options_.set_from_text(key, edit->text().toStdString()).ok()) Q_EMIT changed();
    edit->setText(option_value_text(get()));
  });
  return edit;
}

void OptionForm::add_browse(QLineEdit* edit) {
  QAction* browse =
      edit->addAction(style()->standardIcon(QStyle::SP_DirOpenIcon), QLineEdit::TrailingPosition);
  browse->setToolTip(tr("Choose File"));
  connect(browse, &QAction::triggered, this, [this, edit] {
    const QString file = QFileDialog::getOpenFileName(this, tr("Choose File"), edit->text());
    if (file.isEmpty()) return;
    edit->setText(file);
    Q_EMIT edit->editingFinished();
  });
}

QWidget* OptionForm::make_open_choice(QComboBox* box, const Option& option) {
  const auto get = option.get;
  box->setEditable(true);
  box->setInsertPolicy(QComboBox::NoInsert);
  const auto show = [=] {
    const QString value = option_value_text(get());
    const int index = box->findData(value);
    box->setCurrentIndex(index);
    if (index < 0) box->setEditText(value);
  };
  refreshers_.emplace_back(show);
  show();
  const auto set = [=, this, key = option.spec.key](const QString& text) {
    const bool usable = !text.isEmpty() && options_.set_from_text(key, text.toStdString()).ok();
    if (usable) Q_EMIT changed();
    show();
  };
  connect(box, &QComboBox::activated, this,
          [=](int index) { set(box->itemData(index).toString()); });
  connect(box->lineEdit(), &QLineEdit::editingFinished, this, [=] {
    const int index = box->findText(box->currentText());
    set(index < 0 ? box->currentText().trimmed() : box->itemData(index).toString());
  });
  return box;
}

void OptionForm::refresh() {
  const QSignalBlocker blocker(this);
  for (const auto& refresh : refreshers_) refresh();
}

}  // namespace transpine
