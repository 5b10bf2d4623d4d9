"""What the floors below say of errors, as far as it is translated: those that work in the window meets."""

from rvos_studio.app.language import tr_later

ERRORS = (
    # Clips
    tr_later("There is no video at '{path}'; was it moved or renamed?"),
    tr_later("'{path}' is neither a file nor a folder."),
    tr_later("'{path}' may not be read by you; ask its owner for permission."),
    tr_later("'{path}' is an empty file (0 bytes), not a video."),
    tr_later("No frame of '{path}' can be decoded; the file is damaged."),
    tr_later("'{path}' is not a video that can be read, or it was cut off before it was complete."),
    tr_later("'{path}' has no video in it, only sound or other data."),
    tr_later("'{path}' is coded in a way no decoder is at hand for."),
    tr_later("'{path}' is a text file, not a video."),
    tr_later("Frame {frame} of '{path}' is damaged and cannot be shown."),
    tr_later("The folder '{path}' has no pictures (jpg, png, bmp, tif, webp) in it."),
    tr_later("The picture '{path}' has changed its size since the clip was opened."),
    tr_later("'{path}' is not a picture that can be read; is it damaged?"),
    tr_later("The picture '{path}' is no longer there."),
    tr_later("The picture '{path}' is damaged and cannot be shown."),
    tr_later("The video of '{project}' is not at '{path}' any more; say where it is now."),
    tr_later(
        "The video at '{path}' is no longer the one that '{project}' was made from; say where that is."
    ),
    # Projects
    tr_later("'{project}' is open for reading only; its folder cannot be written."),
    tr_later(
        "The disk is full: the last edit of '{project}' was not saved. Free some space and do it again."
    ),
    tr_later("'{path}' cannot be written; check the folder's permissions."),
    tr_later("'{path}' could not be read or written: the disk failed or went away."),
    tr_later("'{project}' is being written by another program; try again in a moment."),
    tr_later("'{path}' is not an RVOS Studio project, or it is damaged."),
    tr_later("'{path}' is an RVOS Studio project without a clip; it was never finished."),
    tr_later("'{path}' is no longer there."),
    tr_later("There is no project '{path}'."),
    tr_later("This file is a database of another program, not an RVOS Studio project."),
    tr_later("This project was written by a newer RVOS Studio; update the program to open it."),
    tr_later("'{edit}' is still running; stop it first, then undo it."),
    tr_later("Object {number} is locked: unlock it to change its masks."),
    # Expressions, notes and versions
    tr_later("An expression needs words: say what you are looking for."),
    tr_later("An expression of {length} characters is too long; say it in at most {most}."),
    tr_later("Object {number} has the expression '{text}' already."),
    tr_later("There is no expression to look for yet; add one to the object first."),
    tr_later("There is nothing to look for: these expressions refer to nothing."),
    tr_later("'{text}' has fewer than two words to leave out, so there is nothing to compare."),
    tr_later("A note of {length} characters is too long; say it in at most {most}."),
    tr_later("A version needs a name."),
    tr_later("The name of a version has at most {most} characters."),
    # Fusion, propagation, export
    tr_later("No model votes for object {number}; switch at least one on."),
    tr_later("No model has answered for object {number} yet; ask one first."),
    tr_later("Object {number} has no expression, so no model has answered for it."),
    tr_later("All these objects are locked; unlock one to propagate it."),
    tr_later("There is no object to propagate yet; add one first."),
    tr_later(
        "Object {number} has no frame to propagate from; correct or confirm its mask on one frame first."
    ),
    tr_later("There is nothing to propagate: draw or confirm an object on a frame first."),
    tr_later("Nobody has drawn or confirmed a mask on frame {frame}: correct one there first."),
    tr_later(
        "There are no masks to export on these frames yet; fuse, draw or propagate some first."
    ),
    tr_later("'{path}' could not be written: {reason}."),
    # Weights
    tr_later("There is no file '{path}'."),
    tr_later("'{path}' is a folder; give the file of weights itself."),
    tr_later("'{file}' holds no tensors by name, so it is no file of weights."),
    tr_later(
        "'{file}' is neither a torch checkpoint nor safetensors; if it was downloaded, get it again."
    ),
    tr_later("'{file}' cannot be read as weights; it is damaged, cut short or something else."),
    tr_later("The weights of {model} are not on this machine: {remedy}."),
)
