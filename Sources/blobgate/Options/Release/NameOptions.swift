import ArgumentParser
import OCI

/// How names are looked up, and which platforms of an image count.
struct NameOptions: ParsableArguments {
    @Option(texts: Settings.release.platforms) var platforms: [String]
    @Option(Settings.release.defaultRegistry) var defaultRegistry: RegistryName?
    @Flag(Settings.release.strictNames) var strictNames: Bool
}
