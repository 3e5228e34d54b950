import ArgumentParser

/// The form of a list.
struct JSONOption: ParsableArguments {
    @Flag(help: "Print JSON instead of text.") var json = false
}
