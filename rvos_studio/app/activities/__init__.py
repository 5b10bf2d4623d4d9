"""What a person does with an open clip: each activity joins its panel to the workspace and to jobs."""
