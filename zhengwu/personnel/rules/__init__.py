"""Pure rules of personnel: judging days, reading device files, qualification, registers."""
