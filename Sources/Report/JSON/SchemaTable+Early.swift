extension ReportSchema {
    /// A run that ended before it reached a verdict.
    static let earlyTable = """
        # endedEarly: The document of `--output json` for a run that ended before it reached a verdict. It is not a report.
        schemaVersion: = 1 -- The version of this format, the same as the report's.
        tool: = blobgate -- The tool.
        version: string -- The version of Blobgate.
        command: (check | plan | recheck | diagnose | watch | merge | scap build | scap verify) -- The subcommand.
        endedEarly: = true -- A report does not have this key.
        vantage: string -- The machine.
        started: time -- When the command started.
        finished: time -- When it ended.
        exitCode: integer -- The exit code of the process; for `scap build` also the builder's own.
        faults: [endedEarlyFault] -- The faults, at least one, in the order of reading.
        omittedFaults: integer? -- The number of faults that are not listed; absent if all are listed.

        # endedEarlyFault: One fault.
        source: source? -- The input; absent if the fault is not about an input or a file.
        line: integer? -- The line or argument, from 1; absent for a whole file.
        document: integer? -- The number of the document in a YAML stream, from 1.
        object: string? -- The object at that place, such as the kind, name and container of a Kubernetes object.
        message: string -- The message without the place.
        text: string -- The message with the place, as on standard error; it may have several lines.
        """
}
