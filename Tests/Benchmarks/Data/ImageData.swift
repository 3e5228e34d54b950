/// An image to build: where it goes, and the sizes of its layers.
struct ImageData: Codable, Hashable, Sendable {
    /// A layer. The same seed and size are the same bytes.
    struct Layer: Codable, Hashable, Sendable {
        var seed: UInt64
        /// Rounded up to a multiple of eight.
        var size: Int
    }

    var repository: String
    var tag = "1.0"
    var layers: [Layer]
}

/// The data of all cases.
struct BenchData: Codable, Hashable, Sendable {
    /// Images with a layer of their own of 2 KiB and one of ten shared layers of 64 KiB: the cost is in requests.
    var small: [ImageData]
    /// 40 images in as many repositories, on shared base layers.
    var shared: [ImageData]
    /// One image of 1.5 GB in twelve layers.
    var big: ImageData
    /// One image with one layer of 2 GB.
    var large: ImageData

    var all: [ImageData] { small + shared + [big, large] }

    init(_ size: BenchSize) {
        let megabyte = 1_000_000
        let unit = size == .full ? megabyte : megabyte / 50
        small = (0..<(size == .full ? 5000 : 40)).map(Self.smallImage)
        shared = (0..<40).map { Self.sharedImage($0, unit: unit) }
        let sizes = [617, 300, 200, 153, 102, 63, 30, 30, 20, 10, 5, 1]
        big = ImageData(
            repository: "big/image",
            layers: sizes.enumerated().map { ImageData.Layer(seed: UInt64(300 + $0.offset), size: $0.element * unit) })
        large = ImageData(repository: "large/image", layers: [.init(seed: 400, size: 2000 * unit)])
    }

    private static func smallImage(_ number: Int) -> ImageData {
        let own = ImageData.Layer(seed: UInt64(1_000_000 + number), size: 2048)
        let shared = ImageData.Layer(seed: UInt64(number % 10), size: 65536)
        return ImageData(repository: "team/app-\(number)", layers: [own, shared])
    }

    /// The distribution, one of four runtimes, one of eight frameworks, and the program itself.
    private static func sharedImage(_ number: Int, unit: Int) -> ImageData {
        let seeds = [100, 110 + number % 4, 120 + number % 8, 200 + number]
        let layers = zip(seeds, [45, 45, 25, 10]).map { ImageData.Layer(seed: UInt64($0), size: $1 * unit) }
        return ImageData(repository: "shared/app-\(number)", layers: layers)
    }
}
