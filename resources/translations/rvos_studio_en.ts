<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name></name>
    <message numerus="yes">
        <source>%Ln frame(s)</source>
        <translation>
            <numerusform>%Ln frame</numerusform>
            <numerusform>%Ln frames</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln object(s)</source>
        <translation>
            <numerusform>%Ln object</numerusform>
            <numerusform>%Ln objects</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Comparing the models on %Ln more frame(s)…</source>
        <translation>
            <numerusform>Comparing the models on %Ln more frame…</numerusform>
            <numerusform>Comparing the models on %Ln more frames…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln frame(s) of “{label}” look wrong.</source>
        <translation>
            <numerusform>%Ln frame of “{label}” looks wrong.</numerusform>
            <numerusform>%Ln frames of “{label}” look wrong.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Brought back “{version}”: %Ln frame(s) changed.</source>
        <translation>
            <numerusform>Brought back “{version}”: %Ln frame changed.</numerusform>
            <numerusform>Brought back “{version}”: %Ln frames changed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln vote(s)</source>
        <translation>
            <numerusform>%Ln vote</numerusform>
            <numerusform>%Ln votes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>“{folder}” holds %Ln clip(s) and no projects. Make a project beside each clip?</source>
        <translation>
            <numerusform>“{folder}” holds %Ln clip and no projects. Make a project beside each clip?</numerusform>
            <numerusform>“{folder}” holds %Ln clips and no projects. Make a project beside each clip?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Make %Ln Project(s)</source>
        <translation>
            <numerusform>Make %Ln Project</numerusform>
            <numerusform>Make %Ln Projects</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Ask these models for every expression of %Ln clip(s), then fuse their answers. What was answered before is kept; masks drawn by hand stay.</source>
        <translation>
            <numerusform>Ask these models for every expression of %Ln clip, then fuse their answers. What was answered before is kept; masks drawn by hand stay.</numerusform>
            <numerusform>Ask these models for every expression of %Ln clips, then fuse their answers. What was answered before is kept; masks drawn by hand stay.</numerusform>
        </translation>
    </message>
</context>
</TS>
