extension ReportSchema {
    /// A run that ended before it had a verdict.
    static let earlyTable = """
        # endedEarly: What `--output json` writes for a run that ended before it had a verdict. It is no report.
        schemaVersion: = 1 -- The version of this form: that of the report.
        tool: = blobgate -- The tool.
        version: string -- The version of Blobgate.
        command: (check | plan | recheck | diagnose | merge | scap build | scap verify) -- The subcommand.
        endedEarly: = true -- A report has no such key.
        vantage: string -- The machine.
        started: time -- When the command began.
        finished: time -- When it ended.
        exitCode: integer -- The exit code of the process; for `scap build` also the builder's own.
        faults: [endedEarlyFault] -- What is wrong, at least one thing, in the order of reading.
        omittedFaults: integer? -- How many more there are; absent where all are listed.

        # endedEarlyFault: One thing that is wrong.
        source: source? -- What was read; absent where no input and no file is meant.
        line: integer? -- The line or argument, from 1; absent where a whole file is meant.
        document: integer? -- The number of the document in a YAML stream, from 1.
        object: string? -- What is there, such as the kind, name and container of an object of Kubernetes.
        message: string -- What is wrong, without its place.
        text: string -- The same with its place, as standard error shows it; it may have several lines.
        """
}
