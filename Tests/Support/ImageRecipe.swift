/// The images to build: the same three in two sizes, or one of another kind.
package enum ImageSet: String, Codable, CaseIterable, Sendable {
    /// Under 60 MB in all, with layers of three and five cache slices of 5 MiB: for tests.
    case small
    /// Up to one layer of 300 MB: for the demo and measurements.
    case full
    /// One small image with attestations for each platform: provenance and an SBOM.
    case attested

    var recipe: SetRecipe {
        switch self {
        case .small: .threeImages(base: 12, arm: 3, app: 2, debug: 23, debugArm: 1)
        case .full: .threeImages(base: 45, arm: 30, app: 60, debug: 270, debugArm: 12)
        case .attested: .attested
        }
    }
}

struct SetRecipe: Codable {
    var layers: [LayerRecipe]
    var images: [ImageRecipe]
}

struct LayerRecipe: Codable {
    enum Compression: String, Codable {
        case gzip, zstd, none
    }

    var name: String
    /// Close to the compressed size, because most of the content does not compress.
    var megabytes: Int
    var compression: Compression
}

struct ImageRecipe: Codable {
    enum Format: String, Codable {
        case oci, docker
    }

    enum Shape: String, Codable {
        /// One manifest, no index.
        case manifest
        /// One index with a manifest for each platform.
        case index
        /// The first platform's manifest next to an inner index with the others.
        case nestedIndex
        /// One index with a manifest for each platform, and an attestation manifest for each.
        case attestedIndex
    }

    struct Platform: Codable {
        var architecture: String
        var layers: [String]

        var name: String { "linux/\(architecture)" }
    }

    var repository: String
    var tag: String
    var format: Format
    var shape: Shape
    var platforms: [Platform]
}

extension SetRecipe {
    fileprivate static let attested = SetRecipe(
        layers: [
            LayerRecipe(name: "tool-amd64", megabytes: 2, compression: .gzip),
            LayerRecipe(name: "tool-arm64", megabytes: 1, compression: .zstd),
        ],
        images: [
            ImageRecipe(
                repository: "tools/attested", tag: "1.0", format: .oci, shape: .attestedIndex,
                platforms: [
                    .init(architecture: "amd64", layers: ["tool-amd64"]),
                    .init(architecture: "arm64", layers: ["tool-arm64"]),
                ])
        ])

    fileprivate static func threeImages(base: Int, arm: Int, app: Int, debug: Int, debugArm: Int) -> SetRecipe {
        SetRecipe(
            layers: [
                LayerRecipe(name: "base-amd64", megabytes: base, compression: .gzip),
                LayerRecipe(name: "base-arm64", megabytes: arm, compression: .gzip),
                LayerRecipe(name: "web-amd64", megabytes: app, compression: .zstd),
                LayerRecipe(name: "web-arm64", megabytes: 1, compression: .zstd),
                LayerRecipe(name: "web-static", megabytes: 1, compression: .gzip),
                LayerRecipe(name: "api-amd64", megabytes: 2, compression: .gzip),
                LayerRecipe(name: "debug-amd64", megabytes: debug, compression: .none),
                LayerRecipe(name: "debug-arm64", megabytes: debugArm, compression: .none),
            ],
            images: [
                ImageRecipe(
                    repository: "app/web", tag: "1.0", format: .oci, shape: .index,
                    platforms: [
                        .init(architecture: "amd64", layers: ["base-amd64", "web-amd64", "web-static"]),
                        .init(architecture: "arm64", layers: ["base-arm64", "web-arm64", "web-static"]),
                    ]),
                ImageRecipe(
                    repository: "app/api", tag: "1.0", format: .docker, shape: .manifest,
                    platforms: [.init(architecture: "amd64", layers: ["base-amd64", "api-amd64"])]),
                ImageRecipe(
                    repository: "tools/debug", tag: "1.0", format: .oci, shape: .nestedIndex,
                    platforms: [
                        .init(architecture: "amd64", layers: ["debug-amd64"]),
                        .init(architecture: "arm64", layers: ["debug-arm64"]),
                    ]),
            ])
    }
}
