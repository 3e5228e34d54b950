import Foundation

/// One program or setting that a case measures.
struct Way {
    var name: String
    /// What to run. It is called before each run, so that every run can have its own files.
    var arguments: () throws -> [String]
    /// Done before each run and not measured.
    var prepare: () throws -> Void = {}
    /// Done after each run and not measured.
    var finish: () throws -> Void = {}
    /// Runs for one sample, for programs that end in milliseconds; the sample is their mean.
    var repeats = 1
    /// The exit status that makes the run count.
    var expected: Int32 = 0
}
