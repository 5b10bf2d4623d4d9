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
            <numerusform>“{folder}” holds one clip and no projects. Make a project beside each clip?</numerusform>
            <numerusform>“{folder}” holds %Ln clips and no projects. Make a project beside each clip?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Make %Ln Project(s)</source>
        <translation>
            <numerusform>Make the Project</numerusform>
            <numerusform>Make %Ln Projects</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Ask these models for every expression of %Ln clip(s), then fuse their answers. What was answered before is kept; masks drawn by hand stay.</source>
        <translation>
            <numerusform>Ask these models for every expression of one clip, then fuse their answers. What was answered before is kept; masks drawn by hand stay.</numerusform>
            <numerusform>Ask these models for every expression of %Ln clips, then fuse their answers. What was answered before is kept; masks drawn by hand stay.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Models have answered for %Ln clip(s).</source>
        <translation>
            <numerusform>Models have answered for %Ln clip.</numerusform>
            <numerusform>Models have answered for %Ln clips.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{sentence} (and %Ln more like it)</source>
        <translation>
            <numerusform>{sentence} (and %Ln more like it)</numerusform>
            <numerusform>{sentence} (and %Ln more like it)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Ask Models on %Ln Clip(s)…</source>
        <translation>
            <numerusform>Ask Models on %Ln Clip…</numerusform>
            <numerusform>Ask Models on %Ln Clips…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln part(s) are played by others</source>
        <translation>
            <numerusform>%Ln part is played by others</numerusform>
            <numerusform>%Ln parts are played by others</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> of %Ln vote(s)</source>
        <translation>
            <numerusform> of %Ln vote</numerusform>
            <numerusform> of %Ln votes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{chosen} of %Ln model(s)</source>
        <translation>
            <numerusform>{chosen} of %Ln model</numerusform>
            <numerusform>{chosen} of %Ln models</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{what} of %Ln object(s)</source>
        <translation>
            <numerusform>{what} of %Ln object</numerusform>
            <numerusform>{what} of %Ln objects</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{checked:,} of %Ln frame(s) checked</source>
        <translation>
            <numerusform>{checked:,} of %Ln frame checked</numerusform>
            <numerusform>{checked:,} of %Ln frames checked</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{checked}, %Ln need work</source>
        <translation>
            <numerusform>{checked}, %Ln needs work</numerusform>
            <numerusform>{checked}, %Ln need work</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{done:,} of %Ln clip(s) done</source>
        <translation>
            <numerusform>{done:,} of %Ln clip done</numerusform>
            <numerusform>{done:,} of %Ln clips done</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>A copy of each model learns from %Ln corrected frame(s); some are held out to see whether it helps.</source>
        <translation>
            <numerusform>A copy of each model learns from %Ln corrected frame; some are held out to see whether it helps.</numerusform>
            <numerusform>A copy of each model learns from %Ln corrected frames; some are held out to see whether it helps.</numerusform>
        </translation>
    </message>
</context>
</TS>
