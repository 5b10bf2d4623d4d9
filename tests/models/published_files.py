"""Files of weights as the training programs of the referring networks write them."""

import argparse
import re

import numpy as np
import torch


def write_checkpoint(name, state, path):
    """All that the training program of a network saves."""
    optimizer, scheduler = _training()
    if name.startswith("soc"):
        torch.save(
            {
                "epoch": 30,
                "total_epochs": 30,
                "model_state_dict": state,
                "optimizer_state_dict": optimizer,
                "scheduler_state_dict": scheduler,
                "grad_scaler_state_dict": {"scale": 65536.0, "_growth_tracker": 0},
                "best_mAP": np.float64(0.5),
            },
            path,
        )
    elif name.startswith("uninext"):
        torch.save(
            {"model": state, "optimizer": optimizer, "scheduler": scheduler, "iteration": 9}, path
        )
    else:
        args = argparse.Namespace(lr=1e-4, lr_drop=[3, 5], masks=True, backbone="resnet50")
        content = {"model": state, "optimizer": optimizer, "lr_scheduler": scheduler, "epoch": 4}
        torch.save(content | {"args": args}, path, _use_new_zipfile_serialization=False)


def _training():
    """What an optimizer and a scheduler keep."""
    weight = torch.nn.Parameter(torch.ones(3))
    optimizer = torch.optim.AdamW([{"params": [weight], "lr": 1e-4}])
    weight.sum().backward()
    optimizer.step()
    scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, [3, 5])
    return optimizer.state_dict(), scheduler.state_dict()


def repeated(name, state):
    """The tensors that are published a second time, under another name."""
    if name.startswith("uninext"):
        into = r"detr.detr.transformer.decoder.\1_embed."
        return {
            re.sub(r"^detr\.detr\.(class|bbox)_embed\.", into, key): value
            for key, value in state.items()
            if re.match(r"detr\.detr\.(class|bbox)_embed\.", key)
        }
    return {
        f"transformer.decoder.{key}": value
        for key, value in state.items()
        if key.startswith("bbox_embed.")
    }


def needless(name):
    """Tensors that are published and not needed."""
    if name.startswith("uninext"):
        return {
            "detr.detr.ref_backbone.0.backbone.stem.conv1.weight": torch.zeros(2, 4),
            "detr.sot_fuser.weight": torch.zeros(2),
            "detr.adjust_layer.weight": torch.zeros(2),
            "detr.reid_embed_head.layers.0.weight": torch.zeros(2),
            "detr.resizer.fc.weight": torch.zeros(2),
            "detr.detr.transformer.resizer.fc.weight": torch.zeros(2),
            "detr.detr.class_embed.0.bias0": torch.zeros(1),
            "detr.detr.transformer.decoder.class_embed.0.bias0": torch.zeros(1),
            "detr.detr.iou_head.0.bias": torch.zeros(1),
            "criterion._iter": torch.zeros(1),
            "text_encoder.body.model.embeddings.position_ids": torch.arange(512)[None],
        }
    return {
        "backbone.0.body.layers.0.blocks.1.attn.relative_position_index": torch.zeros(2, 2).long(),
        "text_encoder.embeddings.position_ids": torch.arange(514)[None],
        "total_ops": torch.zeros(1),
        "backbone.0.body.total_params": torch.zeros(1),
    }
