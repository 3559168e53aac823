<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en">
<context>
    <name>transpine::EvaluateWorkspace</name>
    <message numerus="yes">
        <source>%n case(s): mean difference %1, t = %2, p = %3</source>
        <translation>
            <numerusform>%n case: mean difference %1, t = %2, p = %3</numerusform><numerusform>%n cases: mean difference %1, t = %2, p = %3</numerusform></translation>
    </message>
</context>
<context>
    <name>transpine::MainWindow</name>
    <message numerus="yes">
        <source>%n job(s) active</source>
        <translation>
            <numerusform>%n job active</numerusform><numerusform>%n jobs active</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) are still at work.</source>
        <translation>
            <numerusform>%n job is still at work.</numerusform><numerusform>%n jobs are still at work.</numerusform></translation>
    </message>
</context>
<context>
    <name>transpine::RegisterWorkspace</name>
    <message numerus="yes">
        <source>ct_from_mr by %n pair(s)</source>
        <translation>
            <numerusform>ct_from_mr by %n pair</numerusform><numerusform>ct_from_mr by %n pairs</numerusform></translation>
    </message>
</context>
</TS>
