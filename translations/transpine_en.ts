<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en">
<context>
    <name>BatchJobs</name>
    <message numerus="yes">
        <source>Register %n subject(s)</source>
        <translation>
            <numerusform>Register %n subject</numerusform>
            <numerusform>Register %n subjects</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Translate %n subject(s)</source>
        <translation>
            <numerusform>Translate %n subject</numerusform>
            <numerusform>Translate %n subjects</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Segment %n subject(s)</source>
        <translation>
            <numerusform>Segment %n subject</numerusform>
            <numerusform>Segment %n subjects</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Evaluate %n subject(s)</source>
        <translation>
            <numerusform>Evaluate %n subject</numerusform>
            <numerusform>Evaluate %n subjects</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Take %n subject(s) out of the study? Their files stay where they are.</source>
        <translation>
            <numerusform>Take %n subject out of the study? Their files stay where they are.</numerusform>
            <numerusform>Take %n subjects out of the study? Their files stay where they are.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Export %n subject(s)</source>
        <translation>
            <numerusform>Export %n subject</numerusform>
            <numerusform>Export %n subjects</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) are now in %1.</source>
        <translation>
            <numerusform>%n file is now in %1.</numerusform>
            <numerusform>%n files are now in %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) are now in %1; others could not be written. The first: %2</source>
        <translation>
            <numerusform>%n file is now in %1; others could not be written. The first: %2</numerusform>
            <numerusform>%n files are now in %1; others could not be written. The first: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Export %n Subject(s)…</source>
        <translation>
            <numerusform>Export %n Subject…</numerusform>
            <numerusform>Export %n Subjects…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>transpine::DataIntake</name>
    <message numerus="yes">
        <source>Look at %n file(s) or folder(s)</source>
        <translation>
            <numerusform>Look at %n file or folder</numerusform>
            <numerusform>Look at %n files or folders</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>transpine::DicomBrowser</name>
    <message numerus="yes">
        <source>%n series</source>
        <translation>
            <numerusform>%n series</numerusform>
            <numerusform>%n series</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n damaged file(s): %1</source>
        <translation>
            <numerusform>%n damaged file: %1</numerusform>
            <numerusform>%n damaged files: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>transpine::EvaluateWorkspace</name>
    <message numerus="yes">
        <source>%n case(s): mean difference %1</source>
        <translation>
            <numerusform>%n case: mean difference %1</numerusform>
            <numerusform>%n cases: mean difference %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n result(s) could not be evaluated. The first: %1</source>
        <translation>
            <numerusform>%n result could not be evaluated: %1</numerusform>
            <numerusform>%n results could not be evaluated. The first: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>transpine::ImportDialog</name>
    <message numerus="yes">
        <source>%n file(s) would replace others and stay out.</source>
        <translation>
            <numerusform>%n file would replace another and stays out.</numerusform>
            <numerusform>%n files would replace others and stay out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Take %n File(s)</source>
        <translation>
            <numerusform>Take %n File</numerusform>
            <numerusform>Take %n Files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>transpine::JobSummary</name>
    <message numerus="yes">
        <source>, %n more</source>
        <translation>
            <numerusform>, %n more</numerusform>
            <numerusform>, %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>transpine::MainWindow</name>
    <message numerus="yes">
        <source>%n job(s) are still at work.</source>
        <translation>
            <numerusform>%n job is still at work.</numerusform>
            <numerusform>%n jobs are still at work.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>transpine::RegisterAllDialog</name>
    <message numerus="yes">
        <source>%n subject(s) registered</source>
        <translation>
            <numerusform>%n subject registered</numerusform>
            <numerusform>%n subjects registered</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>transpine::RegistrationSummary</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n vertebra(e) with their own motion; largest bend between neighbours: %1°</source>
        <translation>
            <numerusform>%n vertebra with its own motion; largest bend between neighbours: %1°</numerusform>
            <numerusform>%n vertebrae with their own motion; largest bend between neighbours: %1°</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>MR → CT, %n pair(s)</source>
        <translation>
            <numerusform>MR → CT, %n pair</numerusform>
            <numerusform>MR → CT, %n pairs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>transpine::StudySession</name>
    <message numerus="yes">
        <source>%n more warning(s).</source>
        <translation>
            <numerusform>%n more warning.</numerusform>
            <numerusform>%n more warnings.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Import %n file(s)</source>
        <translation>
            <numerusform>Import %n file</numerusform>
            <numerusform>Import %n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>transpine::SubjectTable</name>
    <message numerus="yes">
        <source>%n subject(s)</source>
        <translation>
            <numerusform>%n subject</numerusform>
            <numerusform>%n subjects</numerusform>
        </translation>
    </message>
</context>
</TS>
