package io.retune.dataset.convert;

import io.retune.dataset.DatasetException;
import io.retune.dataset.TextFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/**
 * Rows of a Parquet file, one row group at a time and a page of it decompressed at a time. The codecs are those that
 * need no Hadoop; pyarrow, Spark and DuckDB write snappy unless told otherwise.
 */
final class ParquetRows {
    private static final Set<CompressionCodecName> CODECS = EnumSet.of(
            CompressionCodecName.UNCOMPRESSED,
            CompressionCodecName.SNAPPY,
            CompressionCodecName.ZSTD,
            CompressionCodecName.LZ4_RAW);

    private ParquetRows() {}

    static void read(Path file, Consumer<Row> consumer) {
        ParquetReadOptions options =
                ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
        if (!Files.isReadable(file)) {
            throw TextFiles.unreadable(file, new NoSuchFileException(file.toString()));
        }
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file), options)) {
            checkCodecs(file, reader);
            MessageType schema = reader.getFileMetaData().getSchema();
            Set<String> columns = new LinkedHashSet<>();
            schema.getFields().forEach(field -> columns.add(field.getName()));
            long number = 0;
            for (PageReadStore group = reader.readNextRowGroup(); group != null; group = reader.readNextRowGroup()) {
                RecordReader<Group> records = new ColumnIOFactory()
                        .getColumnIO(schema)
                        .getRecordReader(group, new GroupRecordConverter(schema));
                for (long row = 0; row < group.getRowCount(); row++) {
                    consumer.accept(
                            new ParquetRow(file.getFileName() + " row " + ++number, columns, schema, records.read()));
                }
            }
        } catch (DatasetException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new DatasetException(
                    file.getFileName() + ": this is not a Parquet file, or a damaged one;"
                            + " expected one as pyarrow writes it; fetch or write it again",
                    e);
        }
    }

    private static void checkCodecs(Path file, ParquetFileReader reader) {
        reader.getRowGroups().forEach(block -> block.getColumns().forEach(column -> {
            if (!CODECS.contains(column.getCodec())) {
                throw new DatasetException(
                        file.getFileName() + ": column " + column.getPath().toDotString()
                                + " is compressed with " + column.getCodec() + "; expected one of " + CODECS
                                + "; write the file again (pyarrow: compression=\"snappy\")");
            }
        }));
    }

    private record ParquetRow(String place, Set<String> columns, MessageType schema, Group group) implements Row {
        @Override
        public Object value(String column) {
            if (!columns.contains(column)) {
                return null;
            }
            int field = schema.getFieldIndex(column);
            return group.getFieldRepetitionCount(field) == 0 ? null : value(group, schema.getType(field), field);
        }

        private static Object value(Group group, Type type, int field) {
            if (type instanceof PrimitiveType primitive) {
                return switch (primitive.getPrimitiveTypeName()) {
                    case BINARY -> group.getString(field, 0);
                    case INT32 -> group.getInteger(field, 0);
                    case INT64 -> group.getLong(field, 0);
                    case FLOAT -> group.getFloat(field, 0);
                    case DOUBLE -> group.getDouble(field, 0);
                    case BOOLEAN -> group.getBoolean(field, 0);
                    default -> primitive;
                };
            }
            boolean isList = type.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation;
            return isList ? texts(group.getGroup(field, 0)) : type;
        }

        /** Parquet spells a list as a repeated group "list" of one optional "element". */
        private static Object texts(Group list) {
            Type element = list.getType().getType(0).asGroupType().getType(0);
            if (!element.isPrimitive()
                    || element.asPrimitiveType().getPrimitiveTypeName() != PrimitiveTypeName.BINARY) {
                return element;
            }
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
                Group entry = list.getGroup(0, i);
                texts.add(entry.getFieldRepetitionCount(0) == 0 ? null : entry.getString(0, 0));
            }
            return texts;
        }
    }
}
